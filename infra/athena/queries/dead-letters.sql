-- What could not be processed, by reason; sluice replay PIPELINE --dead-letters --code CODE brings it in once the pipeline
-- is mended.
SELECT code, count(*) AS records, min("timestamp") AS first_at, max("timestamp") AS last_at
FROM dead_letters
WHERE dt BETWEEN '2024-12-28' AND '2024-12-29'
GROUP BY code
ORDER BY records DESC, code
