CREATE TABLE "digest_people" (
	"person" text PRIMARY KEY NOT NULL,
	"cadence" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "digest_sent" (
	"person" text NOT NULL,
	"occasion" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "digest_sent_person_occasion_pk" PRIMARY KEY("person","occasion")
);
--> statement-breakpoint
CREATE TABLE "calendar_events" (
	"slot" text NOT NULL,
	"platform" text NOT NULL,
	"feature" text NOT NULL,
	"turn" integer DEFAULT 0 NOT NULL,
	"remote" text,
	"shown" jsonb,
	"answers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"outbox_id" bigint NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "calendar_events_slot_platform_pk" PRIMARY KEY("slot","platform")
);
--> statement-breakpoint
CREATE TABLE "actions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"series" text NOT NULL,
	"supplier" text NOT NULL,
	"customer" text NOT NULL,
	"owner" text NOT NULL,
	"status" text NOT NULL,
	"due" date NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agenda_items" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"series" text NOT NULL,
	"by" text NOT NULL,
	"department" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"done_in" bigint
);
--> statement-breakpoint
CREATE TABLE "calendar_feeds" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"turn" integer DEFAULT 0 NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_answers" (
	"meeting" bigint NOT NULL,
	"customer" text NOT NULL,
	"supplier" text NOT NULL,
	"requirement" text NOT NULL,
	"importance" integer,
	"service" integer,
	"words" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "meeting_answers_meeting_customer_supplier_requirement_pk" PRIMARY KEY("meeting","customer","supplier","requirement")
);
--> statement-breakpoint
CREATE TABLE "meeting_busy" (
	"person" text PRIMARY KEY NOT NULL,
	"week" date NOT NULL,
	"busy" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_settings" (
	"department" text PRIMARY KEY NOT NULL,
	"settings" jsonb NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_times" (
	"person" text PRIMARY KEY NOT NULL,
	"times" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_weeks" (
	"week" date PRIMARY KEY NOT NULL,
	"planned_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meetings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"series" text NOT NULL,
	"week" date NOT NULL,
	"departments" text[] NOT NULL,
	"people" text[] NOT NULL,
	"status" text NOT NULL,
	"starts_at" timestamp (3) with time zone,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "questionnaire_counted" (
	"round" bigint NOT NULL,
	"department" text NOT NULL,
	"merged" jsonb NOT NULL,
	"answers" jsonb NOT NULL,
	"fresh" integer NOT NULL,
	"revision" integer NOT NULL,
	"news" jsonb,
	CONSTRAINT "questionnaire_counted_round_department_pk" PRIMARY KEY("round","department")
);
--> statement-breakpoint
CREATE TABLE "request_facts" (
	"number" integer PRIMARY KEY NOT NULL,
	"customer" text NOT NULL,
	"supplier" text NOT NULL,
	"service" text,
	"urgency" text NOT NULL,
	"how" text NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone NOT NULL,
	"on_time" boolean,
	"warned" boolean NOT NULL,
	"acknowledge_ms" bigint,
	"deliver_ms" bigint,
	"rating" smallint,
	"returned" smallint NOT NULL,
	"own_ms" bigint NOT NULL,
	"total_ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "event" jsonb;--> statement-breakpoint
ALTER TABLE "pages_browsers" ADD COLUMN "link" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "digest_people_due" ON "digest_people" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "calendar_events_remote" ON "calendar_events" USING btree ("platform","remote");--> statement-breakpoint
CREATE INDEX "calendar_events_ends" ON "calendar_events" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "actions_series" ON "actions" USING btree ("series","status");--> statement-breakpoint
CREATE INDEX "actions_owner" ON "actions" USING btree ("owner","status");--> statement-breakpoint
CREATE INDEX "actions_supplier" ON "actions" USING btree ("supplier","status");--> statement-breakpoint
CREATE INDEX "agenda_items_series" ON "agenda_items" USING btree ("series");--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feeds_owner" ON "calendar_feeds" USING btree ("owner");--> statement-breakpoint
CREATE UNIQUE INDEX "meetings_series" ON "meetings" USING btree ("series","week");--> statement-breakpoint
CREATE INDEX "meetings_week" ON "meetings" USING btree ("week");--> statement-breakpoint
CREATE INDEX "meetings_departments" ON "meetings" USING gin ("departments");--> statement-breakpoint
CREATE INDEX "meetings_people" ON "meetings" USING gin ("people");--> statement-breakpoint
CREATE INDEX "request_facts_closed" ON "request_facts" USING btree ("closed_at");