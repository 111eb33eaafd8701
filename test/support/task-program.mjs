/** A program in the place of the consumer: it tells its rack, or only lives. */
if (process.argv[2] === 'rack') console.log(process.env.KAFKA_RACK_ID ?? 'none');
else setInterval(() => undefined, 60_000);
