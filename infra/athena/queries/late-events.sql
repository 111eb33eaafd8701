-- Events that were measured in another hour than the one that they lie in: records that came late, as the folder is that
-- of the record's time.
SELECT dth AS hour, count(*) AS events
FROM devices
WHERE dt BETWEEN '2024-12-28' AND '2024-12-29'
  AND dth BETWEEN '2024-12-28-00' AND '2024-12-29-23'
  AND replace(substr(measured_at, 1, 13), 'T', '-') <> dth
GROUP BY dth
ORDER BY dth
