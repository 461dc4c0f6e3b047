CREATE TABLE "map_names" (
	"department" text NOT NULL,
	"words" text NOT NULL,
	"party" text,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "map_names_department_words_pk" PRIMARY KEY("department","words")
);
--> statement-breakpoint
CREATE TABLE "map_proposals" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"agreement" text NOT NULL,
	"version" integer NOT NULL,
	"supplier" text NOT NULL,
	"customer" text NOT NULL,
	"requirement" jsonb NOT NULL,
	"service" text,
	"gap" text,
	"status" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"supplier_by" text,
	"customer_by" text,
	"settled_at" timestamp (3) with time zone,
	"settled_by" text,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "map_told" (
	"about" text NOT NULL,
	"person" text NOT NULL,
	"round" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"shown" text DEFAULT '' NOT NULL,
	CONSTRAINT "map_told_about_person_round_pk" PRIMARY KEY("about","person","round")
);
--> statement-breakpoint
CREATE TABLE "pages_browsers" (
	"id" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"platform" text NOT NULL,
	"account" text NOT NULL,
	"opens" text NOT NULL,
	"status" text NOT NULL,
	"number" integer,
	"secret_hash" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "questionnaire_anonymous" (
	"id" text PRIMARY KEY NOT NULL,
	"round" bigint NOT NULL,
	"department" text NOT NULL,
	"question" text NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "questionnaire_anonymous_given" (
	"round" bigint NOT NULL,
	"person" text NOT NULL,
	CONSTRAINT "questionnaire_anonymous_given_round_person_pk" PRIMARY KEY("round","person")
);
--> statement-breakpoint
CREATE TABLE "questionnaire_answers" (
	"round" bigint NOT NULL,
	"person" text NOT NULL,
	"page" text NOT NULL,
	"answers" jsonb NOT NULL,
	"version" integer NOT NULL,
	"entered_by" text,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "questionnaire_answers_round_person_page_pk" PRIMARY KEY("round","person","page")
);
--> statement-breakpoint
CREATE TABLE "questionnaire_versions" (
	"key" text NOT NULL,
	"version" integer NOT NULL,
	"spec" jsonb NOT NULL,
	"imported_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "questionnaire_versions_key_version_pk" PRIMARY KEY("key","version")
);
--> statement-breakpoint
CREATE TABLE "questionnaire_codes" (
	"hash" text PRIMARY KEY NOT NULL,
	"round" bigint NOT NULL,
	"person" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"browser" text
);
--> statement-breakpoint
CREATE TABLE "questionnaire_people" (
	"round" bigint NOT NULL,
	"person" text NOT NULL,
	"department" text NOT NULL,
	"status" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"asked_at" timestamp (3) with time zone,
	"reminders" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "questionnaire_people_round_person_pk" PRIMARY KEY("round","person")
);
--> statement-breakpoint
CREATE TABLE "questionnaire_rounds" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"questionnaire" text NOT NULL,
	"version" integer NOT NULL,
	"audience" jsonb NOT NULL,
	"owner" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "questionnaire_sheet_cards" (
	"round" bigint NOT NULL,
	"department" text NOT NULL,
	"person" text NOT NULL,
	"shown" text NOT NULL,
	CONSTRAINT "questionnaire_sheet_cards_round_department_pk" PRIMARY KEY("round","department")
);
--> statement-breakpoint
CREATE TABLE "questionnaire_sheets" (
	"unit" text NOT NULL,
	"version" integer NOT NULL,
	"department" text NOT NULL,
	"round" bigint NOT NULL,
	"published" boolean NOT NULL,
	"statement" jsonb NOT NULL,
	"by" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 0 NOT NULL,
	"seen" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "questionnaire_sheets_unit_version_pk" PRIMARY KEY("unit","version")
);
--> statement-breakpoint
CREATE TABLE "questionnaire_shown" (
	"round" bigint NOT NULL,
	"question" text NOT NULL,
	"area" text NOT NULL,
	"departments" jsonb NOT NULL,
	"answered" integer NOT NULL,
	CONSTRAINT "questionnaire_shown_round_question_area_pk" PRIMARY KEY("round","question","area")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "map_proposals_version" ON "map_proposals" USING btree ("agreement","version");--> statement-breakpoint
CREATE UNIQUE INDEX "map_proposals_open" ON "map_proposals" USING btree ("agreement") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "map_proposals_pair" ON "map_proposals" USING btree ("supplier","customer");--> statement-breakpoint
CREATE INDEX "pages_browsers_person" ON "pages_browsers" USING btree ("person");--> statement-breakpoint
CREATE INDEX "pages_browsers_until" ON "pages_browsers" USING btree ("until");--> statement-breakpoint
CREATE INDEX "questionnaire_anonymous_round" ON "questionnaire_anonymous" USING btree ("round","question");--> statement-breakpoint
CREATE INDEX "questionnaire_people_due" ON "questionnaire_people" USING btree ("round","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "questionnaire_people_person" ON "questionnaire_people" USING btree ("person");--> statement-breakpoint
CREATE INDEX "questionnaire_rounds_open" ON "questionnaire_rounds" USING btree ("started_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "questionnaire_sheets_round" ON "questionnaire_sheets" USING btree ("round");