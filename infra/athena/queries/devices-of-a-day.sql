-- What each device said on one day.
SELECT device_name, count(*) AS events, sum(one) AS one, sum(two) AS two, sum(three) AS three,
       min(sensor.temperature) AS coldest, max(sensor.temperature) AS warmest
FROM devices
WHERE dt = '2024-12-28' AND dth BETWEEN '2024-12-28-00' AND '2024-12-28-23'
GROUP BY device_name
ORDER BY device_name
