console.log('Nobody says how to start me')
