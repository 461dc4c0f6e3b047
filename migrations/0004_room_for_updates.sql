-- An open request is written again and again, and none of what changes most is indexed: with room left on its page the new
-- row stays there, and no index has to be told.
ALTER TABLE "requests" SET (fillfactor = 70);
