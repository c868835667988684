-- How often names of software were deleted: servers know by it when what they have in memory may be out of date.
CREATE SEQUENCE software_sweeps;
-- The first call of nextval leaves last_value as it is.
SELECT nextval('software_sweeps');
