CREATE TABLE "directory_people" (
	"platform" text NOT NULL,
	"account" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"zone" text,
	"locale" text,
	"title" text,
	"person_id" text,
	"joined_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone,
	CONSTRAINT "directory_people_platform_account_pk" PRIMARY KEY("platform","account")
);
--> statement-breakpoint
CREATE TABLE "pages_contexts" (
	"id" text PRIMARY KEY NOT NULL,
	"context" text NOT NULL,
	"kept_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pages_used" (
	"nonce" text PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"event" text NOT NULL,
	"answers" text NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"bucket" text PRIMARY KEY NOT NULL,
	"level" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dingtalk_cards" (
	"out_track_id" text NOT NULL,
	"account" text NOT NULL,
	"about" text,
	"delivery" text NOT NULL,
	"arrived" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dingtalk_cards_out_track_id_account_pk" PRIMARY KEY("out_track_id","account"),
	CONSTRAINT "dingtalk_cards_delivery_unique" UNIQUE("delivery")
);
--> statement-breakpoint
CREATE TABLE "dingtalk_codes" (
	"code" text NOT NULL,
	"account" text NOT NULL,
	"action" text NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dingtalk_codes_code_account_pk" PRIMARY KEY("code","account")
);
--> statement-breakpoint
CREATE TABLE "dingtalk_people" (
	"user_id" text PRIMARY KEY NOT NULL,
	"union_id" text NOT NULL,
	CONSTRAINT "dingtalk_people_union_id_unique" UNIQUE("union_id")
);
--> statement-breakpoint
CREATE TABLE "dingtalk_quota" (
	"month" text PRIMARY KEY NOT NULL,
	"calls" integer NOT NULL,
	"messages" integer NOT NULL,
	"warned" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slack_pictures" (
	"file" text PRIMARY KEY NOT NULL,
	"slack" text NOT NULL,
	"uploaded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slack_sheets" (
	"id" text PRIMARY KEY NOT NULL,
	"note" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wecom_cards" (
	"code" text PRIMARY KEY NOT NULL,
	"message_id" text NOT NULL,
	"task_id" text NOT NULL,
	"account" text NOT NULL,
	"origin" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"used" boolean DEFAULT false NOT NULL,
	"tried_by" text
);
--> statement-breakpoint
CREATE TABLE "wecom_keys" (
	"key" text PRIMARY KEY NOT NULL,
	"words" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wecom_media" (
	"file" text PRIMARY KEY NOT NULL,
	"media" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wecom_quota" (
	"day" text PRIMARY KEY NOT NULL,
	"sent" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wecom_seen" (
	"key" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "paced" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "to_group" jsonb;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "kept" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX "directory_people_person" ON "directory_people" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "pages_contexts_kept" ON "pages_contexts" USING btree ("kept_at");--> statement-breakpoint
CREATE INDEX "pages_used_claimed" ON "pages_used" USING btree ("claimed_at");--> statement-breakpoint
CREATE INDEX "dingtalk_cards_about" ON "dingtalk_cards" USING btree ("about");--> statement-breakpoint
CREATE INDEX "dingtalk_cards_created" ON "dingtalk_cards" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "dingtalk_codes_created" ON "dingtalk_codes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "slack_sheets_created" ON "slack_sheets" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "wecom_cards_message" ON "wecom_cards" USING btree ("message_id","account");--> statement-breakpoint
CREATE INDEX "wecom_cards_at" ON "wecom_cards" USING btree ("at");--> statement-breakpoint
CREATE INDEX "wecom_keys_at" ON "wecom_keys" USING btree ("at");--> statement-breakpoint
CREATE INDEX "wecom_seen_at" ON "wecom_seen" USING btree ("at");--> statement-breakpoint
CREATE INDEX "files_passing" ON "files" USING btree ("created_at") WHERE not kept;--> statement-breakpoint
CREATE INDEX "console_messages_sent" ON "console_messages" USING btree ("sent_at");