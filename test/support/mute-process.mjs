/** A process that hears what it is asked and never answers. */
process.on('message', () => undefined);
