// In place of the SDK's search for credentials, wherever a bundle is made: a function has its own in its environment, and only
// there. Profiles, single sign-on and metadata services would be a third of each bundle.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new Error('There are no credentials in the environment: this bundle is for a Lambda function')
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  }
}
