// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <string.h>
#include <yaml.h>

#include "args.h"
#include "cmd.h"
#include "yaml_out.h"

static int emit_value(yaml_emitter_t *emitter, struct json_object *value);

/* words that YAML 1.1 or 1.2 takes for something else than a text */
static bool is_special(const char *text)
{
	static const char *const words[] = {
		"on", "off", "yes", "no", "y", "n", "true", "false", "null",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcasecmp(words[i], text))
			return true;
	return false;
}

static bool is_plain(const char *text)
{
	if (!isalpha((unsigned char)*text) || is_special(text))
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("._/-", *text))
			return false;
	return true;
}

static int emit_text(yaml_emitter_t *emitter, const char *text, bool plain)
{
	yaml_event_t event;

	return yaml_scalar_event_initialize(&event, NULL, NULL,
					    (const yaml_char_t *)text,
					    strlen(text), plain, !plain, plain ?
					    YAML_PLAIN_SCALAR_STYLE :
					    YAML_DOUBLE_QUOTED_SCALAR_STYLE) &&
	       yaml_emitter_emit(emitter, &event);
}

static int emit_map(yaml_emitter_t *emitter, struct json_object *map)
{
	yaml_event_t event;

	if (!yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
						 YAML_BLOCK_MAPPING_STYLE) ||
	    !yaml_emitter_emit(emitter, &event))
		return 0;
	json_object_object_foreach(map, key, value) {
		/* numbers as keys are texts in JSON */
		if (!emit_text(emitter, key, is_plain(key)) ||
		    !emit_value(emitter, value))
			return 0;
	}
	return yaml_mapping_end_event_initialize(&event) &&
	       yaml_emitter_emit(emitter, &event);
}

static int emit_list(yaml_emitter_t *emitter, struct json_object *list)
{
	yaml_event_t event;
	size_t i;

	if (!yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
						  YAML_BLOCK_SEQUENCE_STYLE) ||
	    !yaml_emitter_emit(emitter, &event))
		return 0;
	for (i = 0; i < json_object_array_length(list); i++)
		if (!emit_value(emitter, json_object_array_get_idx(list, i)))
			return 0;
	return yaml_sequence_end_event_initialize(&event) &&
	       yaml_emitter_emit(emitter, &event);
}

static int emit_value(yaml_emitter_t *emitter, struct json_object *value)
{
	const char *text = json_object_get_string(value);

	switch (json_object_get_type(value)) {
	case json_type_object:
		return emit_map(emitter, value);
	case json_type_array:
		return emit_list(emitter, value);
	case json_type_string:
		return emit_text(emitter, text, is_plain(text));
	default:
		return emit_text(emitter, text, true);
	}
}

static int emit_document(yaml_emitter_t *emitter, struct json_object *doc)
{
	yaml_event_t event;

	return yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING) &&
	       yaml_emitter_emit(emitter, &event) &&
	       yaml_document_start_event_initialize(&event, NULL, NULL, NULL,
						    1) &&
	       yaml_emitter_emit(emitter, &event) &&
	       emit_value(emitter, doc) &&
	       yaml_document_end_event_initialize(&event, 1) &&
	       yaml_emitter_emit(emitter, &event) &&
	       yaml_stream_end_event_initialize(&event) &&
	       yaml_emitter_emit(emitter, &event);
}

int yaml_print(struct json_object *doc)
{
	yaml_emitter_t emitter;
	int ok;

	if (!yaml_emitter_initialize(&emitter)) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	yaml_emitter_set_output_file(&emitter, stdout);
	yaml_emitter_set_unicode(&emitter, 1);
	ok = emit_document(&emitter, doc);
	if (!ok)
		print_error("%s", emitter.problem ? emitter.problem :
			    "out of memory");
	yaml_emitter_delete(&emitter);
	return ok ? EXIT_OK : EXIT_REFUSED;
}
