// SPDX-License-Identifier: GPL-2.0
/*
 * Files that are damaged in all ways: they are read or refused, and what is read
 * is read again as the same. Built with the sanitizers.
 *
 * VCCTL_ROUNDS is how many, 5000 unless it is set.
 */
#include <stdlib.h>

#include "cmd.h"
#include "domain/kind.h"
#include "ktap.h"

static const char sound[] =
	"pools:\n"
	"  macs: {kind: mac, ranges: [\"virtual-connect:1\", local:3],\n"
	"    exclude: [\"00:17:a4:77:00:00..00:17:a4:77:00:0f\"]}\n"
	"domain: {name: dc1, pools: {mac: macs}, host: b1, switch: on}\n"
	"networks: {prod: {preferred: 2G, max: 5G, ageing: 30, private: off}}\n"
	"uplinksets: {A: {mode: failover, ports: {up1: 1}, networks: {prod: vlan10}}}\n"
	"fabrics: {san: {type: fcoe, vlan: 1001}}\n"
	"access-groups: {web: {networks: [prod]}}\n"
	"bays: {b1: {model: x, spare: on, ports: {1: {dev: eth0, speed: 10G}}}}\n"
	"templates: {std: {type: initial, connections: {1: {network: prod}}}}\n"
	"profiles:\n"
	"  web01:\n"
	"    serial: VCX0000001\n"
	"    uuid: 0617a400-0000-8000-8000-000000000000\n"
	"    connections:\n"
	"      1: {networks: {prod: vlan5}, mac: 06:17:a4:00:00:01, speed: 1G}\n"
	"      2: {type: fc, fabric: san, wwpn: 50:06:0b:00:00:c2:62:00}\n"
	"      3: {type: iscsi, target-ip: 10.0.0.1, ip: 10.0.0.2/24, lun: 3}\n";

/* read all sections; the number of problems */
static size_t read_sections(const struct node *root, struct json_object *all)
{
	struct problems problems = { 0 };
	const struct node_pair *pair;
	const struct node *section;
	struct json_object *doc;
	size_t i, k, n;

	for (k = 0; kinds[k]; k++) {
		section = node_get(root, kinds[k]->section);
		if (!section || section->type != NODE_MAP)
			continue;
		for (i = 0; i < section->children.n; i++) {
			pair = list_at(&section->children, i);
			doc = kind_read(kinds[k], &pair->value, pair->key.text,
					&problems);
			json_object_array_add(all, doc);
		}
	}
	n = problems.texts.n;
	problems_free(&problems);
	return n;
}

/* what was read is read again as the same */
static void expect_stable(const struct kind *kind, struct json_object *doc)
{
	struct problems problems = { 0 };
	struct json_object *again;
	struct node node;

	EXPECT_INT(node_of_json(doc, &node), 0);
	again = kind_read(kind, &node, "again", &problems);
	EXPECT_INT(problems.texts.n, 0);
	EXPECT_STR(json_object_to_json_string(again),
		   json_object_to_json_string(doc));
	json_object_put(again);
	problems_free(&problems);
	node_free(&node);
}

static void a_sound_file(void)
{
	struct problems problems = { 0 };
	struct json_object *doc;
	struct node root;
	char err[160] = "";
	const struct node *profile;

	EXPECT_INT(node_read_text(sound, &root, err, sizeof(err)), 0);
	EXPECT_STR(err, "");
	profile = node_get(node_get(&root, "profiles"), "web01");
	EXPECT_INT(profile->line, 13);
	EXPECT_INT(profile->column, 5);
	doc = kind_read(&profile_kind, profile, "web01", &problems);
	EXPECT_INT(problems.texts.n, 0);
	expect_stable(&profile_kind, doc);
	json_object_put(doc);
	problems_free(&problems);
	node_free(&root);
}

static void damage(char *text, size_t len)
{
	static const char marks[] = "{}[]:,-&*!|>'\"%@`#?\n\t \\~";
	unsigned int n = 1 + noise() % 4;

	while (n--) {
		char *at = text + noise() % len;

		switch (noise() % 4) {
		case 0:
			*at = marks[noise() % (sizeof(marks) - 1)];
			break;
		case 1:
			*at = 1 + noise() % 255;
			break;
		case 2:
			memmove(at, text, (text + len - at) / 2);
			break;
		default:
			memmove(text, at, text + len - at);
			break;
		}
	}
}

static void damaged_files(void)
{
	const char *word = getenv("VCCTL_ROUNDS");
	int i, rounds = word ? atoi(word) : 5000, read = 0, well = 0;
	char text[sizeof(sound)], err[160];
	struct json_object *all;
	struct node root;

	for (i = 0; i < rounds; i++) {
		memcpy(text, sound, sizeof(sound));
		damage(text, sizeof(sound) - 1);
		all = json_object_new_array();
		err[0] = '\0';
		if (node_read_text(text, &root, err, sizeof(err))) {
			EXPECT(*err && root.line, "no reason, or no place");
		} else {
			read++;
			well += !read_sections(&root, all);
		}
		node_free(&root);
		json_object_put(all);
	}
	printf("# %d damaged files: %d could be read, %d of them were well\n",
	       rounds, read, well);
	EXPECT(read && read < rounds, "all were alike");
}

int main(void)
{
	static const struct test_case cases[] = {
		{ "a sound file", a_sound_file },
		{ "damaged files", damaged_files },
	};

	return run_tests(cases, ARRAY_SIZE(cases));
}
