-- The number of the event that told the message, so that what is taken away is taken out of the log, too. 0: written before.
ALTER TABLE parlor_chat ADD COLUMN sequence {int} NOT NULL DEFAULT 0;
