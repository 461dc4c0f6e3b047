CREATE TABLE "rate_limits" (
	"bucket" text PRIMARY KEY NOT NULL,
	"level" double precision NOT NULL
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "paced" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "to_group" jsonb;