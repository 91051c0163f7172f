// Sends back what it is sent.
process.on('message', ({ id, payload }) => process.send({ id, payload }))
process.on('disconnect', () => process.exit())
