CREATE SEQUENCE "public"."request_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1001 CACHE 1;--> statement-breakpoint
CREATE TABLE "duty_gaps" (
	"department" text NOT NULL,
	"why" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "duty_gaps_department_why_from_at_pk" PRIMARY KEY("department","why","from_at")
);
--> statement-breakpoint
CREATE TABLE "duty_handovers" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"department" text NOT NULL,
	"date" text NOT NULL,
	"giver" text NOT NULL,
	"taker" text NOT NULL,
	"reason" text NOT NULL,
	"status" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "duty_readiness" (
	"department" text NOT NULL,
	"date" text NOT NULL,
	"person" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"ready_at" timestamp (3) with time zone,
	CONSTRAINT "duty_readiness_department_date_person_pk" PRIMARY KEY("department","date","person")
);
--> statement-breakpoint
CREATE TABLE "duty_rounds" (
	"department" text NOT NULL,
	"first" text NOT NULL,
	"last" text NOT NULL,
	"day" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"told" text,
	CONSTRAINT "duty_rounds_department_first_pk" PRIMARY KEY("department","first")
);
--> statement-breakpoint
CREATE TABLE "dialogues" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"platform" text NOT NULL,
	"action" text NOT NULL,
	"context" text NOT NULL,
	"answers" jsonb NOT NULL,
	"done" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"platform" text NOT NULL,
	"event_id" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"reply" jsonb,
	CONSTRAINT "inbox_platform_event_id_pk" PRIMARY KEY("platform","event_id")
);
--> statement-breakpoint
CREATE TABLE "live_cards" (
	"person" text NOT NULL,
	"slot" text NOT NULL,
	"platform" text NOT NULL,
	"account" text NOT NULL,
	"outbox_id" bigint NOT NULL,
	"message_id" text NOT NULL,
	CONSTRAINT "live_cards_person_slot_pk" PRIMARY KEY("person","slot")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"feature" text NOT NULL,
	"person" text NOT NULL,
	"platform" text NOT NULL,
	"account" text NOT NULL,
	"kind" text NOT NULL,
	"slot" text,
	"priority" smallint NOT NULL,
	"card" jsonb NOT NULL,
	"news" boolean DEFAULT false NOT NULL,
	"on_dead" jsonb,
	"target" text,
	"status" text DEFAULT 'waiting' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"lease_id" text,
	"lease_until" timestamp (3) with time zone,
	"message_id" text,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "recurrences" (
	"feature" text NOT NULL,
	"name" text NOT NULL,
	"planned_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recurrences_feature_name_pk" PRIMARY KEY("feature","name")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "timers" (
	"feature" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	CONSTRAINT "timers_feature_key_pk" PRIMARY KEY("feature","key")
);
--> statement-breakpoint
CREATE TABLE "waker_slots" (
	"slot" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "duty_changes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"department" text NOT NULL,
	"date" text NOT NULL,
	"person_id" text NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "org_items" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"spec" jsonb NOT NULL,
	"active" boolean NOT NULL,
	"origin" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "org_items_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
CREATE TABLE "org_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"stamp" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "files" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"size" integer NOT NULL,
	"owner" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "calls" (
	"number" integer PRIMARY KEY NOT NULL,
	"referee" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_history" (
	"number" integer NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"body" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "request_history_number_seq_pk" PRIMARY KEY("number","seq")
);
--> statement-breakpoint
CREATE TABLE "request_texts" (
	"number" integer NOT NULL,
	"seq" integer NOT NULL,
	"field" text NOT NULL,
	"salt" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "request_texts_number_seq_field_pk" PRIMARY KEY("number","seq","field")
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"number" integer PRIMARY KEY NOT NULL,
	"customer" text NOT NULL,
	"supplier" text NOT NULL,
	"asker" text NOT NULL,
	"handler" text,
	"stage" text NOT NULL,
	"urgency" text NOT NULL,
	"waiting" text,
	"blocked_by" integer,
	"calendars" text[] NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"state" jsonb NOT NULL,
	"history_length" integer NOT NULL,
	"history_hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rings" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"open" boolean NOT NULL,
	"announced_at" timestamp (3) with time zone NOT NULL,
	"links" integer[] NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "console_messages" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"author" text NOT NULL,
	"card" jsonb NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"delivery_id" text NOT NULL,
	"revision" bigserial NOT NULL,
	CONSTRAINT "console_messages_delivery_id_unique" UNIQUE("delivery_id")
);
--> statement-breakpoint
CREATE TABLE "console_reads" (
	"account" text PRIMARY KEY NOT NULL,
	"message_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "duty_handovers_open" ON "duty_handovers" USING btree ("department","date","giver","status") WHERE status in ('asked', 'told');--> statement-breakpoint
CREATE INDEX "duty_handovers_date" ON "duty_handovers" USING btree ("department","date");--> statement-breakpoint
CREATE INDEX "dialogues_person" ON "dialogues" USING btree ("person","id");--> statement-breakpoint
CREATE INDEX "inbox_received" ON "inbox" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("priority","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "outbox_conversation" ON "outbox" USING btree ("platform","account","id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "outbox_card" ON "outbox" USING btree ("slot","person") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "outbox_status" ON "outbox" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "timers_due" ON "timers" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "duty_changes_date" ON "duty_changes" USING btree ("department","date");--> statement-breakpoint
CREATE INDEX "files_owner" ON "files" USING btree ("owner","created_at");--> statement-breakpoint
CREATE INDEX "calls_at" ON "calls" USING btree ("at");--> statement-breakpoint
CREATE INDEX "requests_supplier" ON "requests" USING btree ("supplier","stage");--> statement-breakpoint
CREATE INDEX "requests_customer" ON "requests" USING btree ("customer","stage");--> statement-breakpoint
CREATE INDEX "requests_asker" ON "requests" USING btree ("asker","stage");--> statement-breakpoint
CREATE INDEX "requests_blocked_by" ON "requests" USING btree ("blocked_by") WHERE blocked_by is not null;--> statement-breakpoint
CREATE INDEX "requests_open" ON "requests" USING btree ("number") WHERE stage <> 'closed';--> statement-breakpoint
CREATE INDEX "rings_open" ON "rings" USING btree ("open");--> statement-breakpoint
CREATE INDEX "console_messages_conversation" ON "console_messages" USING btree ("account","id");--> statement-breakpoint
CREATE INDEX "console_messages_revision" ON "console_messages" USING btree ("account","revision");