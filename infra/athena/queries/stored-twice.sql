-- Events that are there more than once: none, but for what docs/delivery.md and docs/lambda.md say may be.
SELECT event_id, count(*) AS copies
FROM devices
WHERE dt BETWEEN '2024-12-28' AND '2024-12-29'
  AND dth BETWEEN '2024-12-28-00' AND '2024-12-29-23'
GROUP BY event_id
HAVING count(*) > 1
ORDER BY event_id
