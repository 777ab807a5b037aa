// SPDX-License-Identifier: GPL-2.0
/* Profiles: from files and words, and as messages. */
#include <errno.h>
#include <stdlib.h>
#include <netlink/genl/genl.h>

#include "ktap.h"
#include "show.h"
#include "vcid_file.h"
#include "vcid_params.h"
#include "vcid_show.h"

static struct vcid_profile profile;
static char err[256];

static struct vcid_item *item_at(size_t i)
{
	return vcid_item_at(&profile, i);
}

static int read_text(const char *text)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");
	int rc;

	vcid_free(&profile);
	err[0] = '\0';
	rc = vcid_file_read(file, &profile, err, sizeof(err));
	fclose(file);
	return rc;
}

static const char yaml[] =
	"# a comment\n"
	"name: web01\n"
	"serial: VCX0000042\n"
	"mac:\n"
	"- device: 52:54:00:12:00:0a\n"
	"  address: 06:17:A4:00:00:01\n"
	"- device: pci/0000:03:00.0:1\n"
	"  slot: b\n"
	"  address: 06:17:a4:00:00:02\n"
	"uuid: 1ab32b6c-1a33-44d8-9b57-fde4e94b1a6b\n";

static const char json[] =
	"{\"name\": \"web01\", \"serial\": \"VCX0000042\", \"mac\": [\n"
	" {\"device\": \"52:54:00:12:00:0a\",\n"
	"  \"address\": \"06:17:A4:00:00:01\"},\n"
	" {\"device\": \"pci/0000:03:00.0:1\", \"slot\": \"b\",\n"
	"  \"address\": \"06:17:a4:00:00:02\"}],\n"
	" \"uuid\": \"1ab32b6c-1a33-44d8-9b57-fde4e94b1a6b\"}\n";

static void expect_example(void)
{
	static const uint8_t burned_in[6] = { 0x52, 0x54, 0, 0x12, 0, 0x0a };
	static const uint8_t mac[6] = { 6, 0x17, 0xa4, 0, 0, 1 };
	const struct vcid_item *item = item_at(0);

	EXPECT_STR(profile.name, "web01");
	EXPECT_INT(profile.items.n, 4);
	if (profile.items.n != 4)
		return;
	EXPECT_INT(item[0].type, VCID_TYPE_SERIAL);
	EXPECT_STR(item[0].serial, "VCX0000042");
	EXPECT_INT(item[1].type, VCID_TYPE_MAC);
	EXPECT_INT(item[1].given & ~BIT(VCID_A_ITEM_TYPE),
		   BIT(VCID_A_ITEM_BURNED_IN) | BIT(VCID_A_ITEM_MAC));
	EXPECT_INT(memcmp(item[1].burned_in, burned_in, 6), 0);
	EXPECT_INT(memcmp(item[1].mac, mac, 6), 0);
	EXPECT_STR(item[2].parent, "pci/0000:03:00.0");
	EXPECT_INT(item[2].port, 1);
	EXPECT_INT(item[2].slot, 1);
	EXPECT_INT(item[3].type, VCID_TYPE_UUID);
	EXPECT_INT(item[3].uuid[0], 0x1a);
	EXPECT_INT(item[3].uuid[15], 0x6b);
}

static void read_files(void)
{
	EXPECT_INT(read_text(yaml), 0);
	EXPECT_STR(err, "");
	expect_example();
	EXPECT_INT(read_text(json), 0);
	EXPECT_STR(err, "");
	expect_example();
}

static void refuse_files(void)
{
	static const struct {
		const char *text;
		const char *err;
	} bad[] = {
		{ "", "there is nothing in it" },
		{ "name: [", "line 2: did not find expected node content" },
		{ "- x", "line 1: a mapping is expected here" },
		{ "serial: X", "line 1: \"name\" is missing" },
		{ "name: x\nname: y", "line 2: \"name\" is there already" },
		{ "name: x\ncolour: red",
		  "line 2: \"colour\" is not understood here" },
		{ "name: x\n? [a]\n: b", "line 2: \"\" is not understood here" },
		{ "name: \"\"", "line 1: a name has 1 to 63 characters" },
		{ "name: \"a\\0b\"", "line 1: a name has 1 to 63 characters" },
		{ "name: x\nmac: 02:00:00:00:00:01",
		  "line 2: a list is expected here" },
		{ "name: x\nmac:\n- 02:00:00:00:00:01",
		  "line 3: a mapping is expected here" },
		{ "name: x\nmac:\n- device: 02:00:00:00:00:01",
		  "line 3: \"address\" is missing" },
		{ "name: x\nmac:\n- device: eth0\n  address: 02:00:00:00:00:01",
		  "line 3: \"eth0\" is not a MAC address or BUS/NAME[:PORT]" },
		{ "name: x\nmac:\n- device: pci/0\n  address: 02:00:00:00:00",
		  "line 4: \"02:00:00:00:00\" is not a MAC address" },
		{ "name: x\nmac:\n- device: pci/0\n  slot: e",
		  "line 4: \"e\" is not a slot, a to d" },
		{ "name: x\nuuid: 1ab32b6c-1a33-44d8-9b57-fde4e94b1a6",
		  "line 2: \"1ab32b6c-1a33-44d8-9b57-fde4e94b1a6\" is not a UUID" },
		{ "name: x\nuuid: 1ab32b6c-1a33-44d8-9b57-fde4e94b1a6b0",
		  "line 2: \"1ab32b6c-1a33-44d8-9b57-fde4e94b1a6b0\" is not a UUID" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_INT(read_text(bad[i].text), -EINVAL);
		EXPECT_STR(err, bad[i].err);
	}
}

static void refuse_too_many(void)
{
	char *text = NULL;
	size_t size, i;
	FILE *file = open_memstream(&text, &size);

	fputs("name: x\nmac:\n", file);
	for (i = 0; i <= VCID_MAX_ITEMS; i++)
		fputs("- {device: pci/0, address: \"02:00:00:00:00:01\"}\n",
		      file);
	fclose(file);
	EXPECT_INT(read_text(text), -EINVAL);
	EXPECT(strstr(err, "a profile has no more than 64 items"), "%s", err);
	free(text);
}

static void read_devices(void)
{
	static const struct {
		const char *word;
		const char *parent;
		uint32_t port;
	} good[] = {
		{ "pci/0000:03:00.0", "pci/0000:03:00.0", 0 },
		{ "pci/0000:03:00.0:0", "pci/0000:03:00.0", 0 },
		{ "pci/0000:03:00.0:12", "pci/0000:03:00.0", 12 },
		{ "virtio/virtio0", "virtio/virtio0", 0 },
		{ "usb/1-1:1.0", "usb/1-1:1.0", 0 },
		{ "usb/1-1:1.0:3", "usb/1-1:1.0", 3 },
	};
	struct vcid_item item;
	char text[80];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		memset(&item, 0, sizeof(item));
		EXPECT_INT(vcid_read_device(good[i].word, &item), 0);
		EXPECT_STR(item.parent, good[i].parent);
		EXPECT_INT(item.port, good[i].port);
	}
	vcid_write_device(&item, text, sizeof(text));
	EXPECT_STR(text, "usb/1-1:1.0:3");
	EXPECT_INT(vcid_read_device("eth0", &item), -EINVAL);
	EXPECT_INT(vcid_read_device("02:00:00:00:00", &item), -EINVAL);
	EXPECT_INT(vcid_read_device("02:00:00:00:00:0g", &item), -EINVAL);
	EXPECT_INT(vcid_read_device("02:00:00:00:00:001", &item), -EINVAL);
}

static void read_fc(void)
{
	struct vcid_item *item;
	char text[80];

	EXPECT_INT(read_text("name: x\nfc:\n"
			     "- device: 20:00:52:54:00:12:00:01\n"
			     "  wwnn: 10:00:06:17:a4:00:00:01\n"
			     "  wwpn: \"0x500a098a8ce3a001\"\n"
			     "- device: 52:54:00:12:00:01\n"
			     "  slot: c\n"
			     "  wwnn: 10:00:06:17:a4:00:00:02\n"
			     "  wwpn: 20:00:06:17:a4:00:00:02\n"), 0);
	EXPECT_STR(err, "");
	item = item_at(0);
	EXPECT_INT(item[0].given, BIT(VCID_A_ITEM_TYPE) |
		   BIT(VCID_A_ITEM_BURNED_IN_WWPN) | BIT(VCID_A_ITEM_WWNN) |
		   BIT(VCID_A_ITEM_WWPN));
	EXPECT_INT(item[0].burned_in_wwpn, 0x2000525400120001);
	EXPECT_INT(item[0].wwnn, 0x10000617a4000001);
	EXPECT_INT(item[0].wwpn, 0x500a098a8ce3a001);
	vcid_write_wwn(item[0].wwpn, text, sizeof(text));
	EXPECT_STR(text, "50:0a:09:8a:8c:e3:a0:01");
	vcid_write_device(&item[0], text, sizeof(text));
	EXPECT_STR(text, "20:00:52:54:00:12:00:01");
	EXPECT_INT(item[1].slot, 2);
	EXPECT_INT(vcid_read_wwpn("0x500a098a8ce3a0", &item[0]), -EINVAL);
	EXPECT_INT(vcid_read_wwpn("0x500a098a8ce3a00100", &item[0]), -EINVAL);
}

/* the profile as a request, read from it again */
static void pass_on(void)
{
	struct nl_msg *msg = nlmsg_alloc_size(16384);

	genlmsg_put(msg, 0, 0, 32, 0, 0, VCID_CMD_PROFILE_SET, 1);
	EXPECT_INT(attrs_put(msg, &vcid_profile_space, &profile), 0);
	vcid_free(&profile);
	EXPECT_INT(vcid_parse(nlmsg_hdr(msg), &profile), 0);
	nlmsg_free(msg);
}

static void read_iscsi(void)
{
	struct vcid_item *item;
	uint64_t given;
	char text[80];

	EXPECT_INT(read_text("name: x\niscsi:\n"
			     "- device: 52:54:00:12:00:01\n"
			     "  initiator: iqn.2026-01.org.example:web01\n"
			     "  target: iqn.2026-01.org.example:disk\n"
			     "  target-ip: fd00::2\n"
			     "  lun: 3\n"
			     "  ip: 192.0.2.1/24\n"
			     "  gateway: 192.0.2.254\n"
			     "  chap-name: web01\n"
			     "  chap-secret: a secret\n"), 0);
	EXPECT_STR(err, "");
	given = item_at(0)->given;
	pass_on();
	item = item_at(0);
	EXPECT_INT(item->given, given);
	EXPECT_STR(item->initiator, "iqn.2026-01.org.example:web01");
	EXPECT_STR(item->target, "iqn.2026-01.org.example:disk");
	EXPECT_INT(item->lun, 3);
	EXPECT_INT(item->prefix_len, 24);
	EXPECT_STR(item->chap_secret, "a secret");
	vcid_write_ip(&item->target_ip, text, sizeof(text));
	EXPECT_STR(text, "fd00::2");
	vcid_write_ip(&item->ip, text, sizeof(text));
	EXPECT_STR(text, "192.0.2.1");

	EXPECT_INT(vcid_read_ip("192.0.2.1", item), -EINVAL);
	EXPECT_INT(vcid_read_ip("192.0.2.1/33", item), -EINVAL);
	EXPECT_INT(vcid_read_ip("192.0.2.1/0", item), -EINVAL);
	EXPECT_INT(vcid_read_target_ip("192.0.2", item), -EINVAL);
	EXPECT_INT(vcid_read_target_port("0", item), -EINVAL);
	EXPECT_INT(vcid_read_target_port("65536", item), -EINVAL);
	EXPECT_INT(vcid_read_lun("-1", item), -EINVAL);
	EXPECT_INT(vcid_read_lun("256", item), -EINVAL);
}

/* several ports of NPIV on one port are several things */
static void read_npiv(void)
{
	struct vcid_item item = { 0 };

	EXPECT_INT(read_text("name: x\nfc:\n"
			     "- device: 52:54:00:12:00:01\n"
			     "  npiv: true\n"
			     "  wwnn: 10:00:06:17:a4:00:20:01\n"
			     "  wwpn: 20:00:06:17:a4:00:20:01\n"
			     "- device: 52:54:00:12:00:01\n"
			     "  npiv: false\n"
			     "  wwnn: 10:00:06:17:a4:00:20:01\n"
			     "  wwpn: 20:00:06:17:a4:00:20:02\n"), 0);
	EXPECT_STR(err, "");
	vcid_set_force(&profile);
	pass_on();
	EXPECT_INT(profile.force, true);
	EXPECT_INT(item_at(0)->npiv, true);
	EXPECT_INT(attr_given(item_at(1), VCID_A_ITEM_NPIV), false);
	EXPECT_INT(vcid_item_same(item_at(0), item_at(1)), false);
	item = *item_at(0);
	EXPECT_INT(vcid_item_same(item_at(0), &item), true);
	item.wwpn++;
	EXPECT_INT(vcid_item_same(item_at(0), &item), false);
	EXPECT_INT(vcid_read_npiv("yes", &item), -EINVAL);
}

static void read_boot(void)
{
	const struct vcid_item *item;

	EXPECT_INT(read_text("name: x\npxe:\n"
			     "- device: 52:54:00:12:00:01\n"
			     "  slot: b\n"
			     "  policy: use-bios\n"
			     "- {device: pci/0, policy: disabled}\n"
			     "fc-boot:\n"
			     "- device: 20:00:52:54:00:12:00:01\n"
			     "  role: secondary\n"
			     "  target: 50:00:09:72:00:00:00:01\n"
			     "  lun: 3\n"), 0);
	EXPECT_STR(err, "");
	pass_on();
	item = item_at(0);
	EXPECT_INT(item->type, VCID_TYPE_PXE);
	EXPECT_INT(item->slot, 1);
	EXPECT_INT(item->pxe, VCID_PXE_USE_BIOS);
	EXPECT_INT(attr_given(item, VCID_A_ITEM_PXE), true);
	EXPECT_INT(item_at(1)->pxe, VCID_PXE_DISABLED);
	item = item_at(2);
	EXPECT_INT(item->type, VCID_TYPE_FC_BOOT);
	EXPECT_INT(item->burned_in_wwpn, 0x2000525400120001);
	EXPECT_INT(item->fc_boot, VCID_FC_BOOT_SECONDARY);
	EXPECT_INT(item->target_wwpn, 0x5000097200000001);
	EXPECT_INT(item->lun, 3);

	EXPECT_INT(read_text("name: x\npxe:\n"
			     "- {device: pci/0, policy: on}\n"), -EINVAL);
	EXPECT_STR(err, "line 3: \"on\" is not enabled, disabled or use-bios");
	EXPECT_INT(read_text("name: x\nfc-boot:\n"
			     "- {device: pci/0, role: third}\n"), -EINVAL);
	EXPECT_STR(err, "line 3: \"third\" is not primary, secondary, disabled or use-bios");
	EXPECT_INT(read_text("name: x\nfc-boot:\n"
			     "- {device: pci/0, target: 50:00}\n"), -EINVAL);
	EXPECT_STR(err, "line 3: \"50:00\" is not a WWN");
}

static void tell_items_apart(void)
{
	struct vcid_item a, b;

	read_text(yaml);
	a = *item_at(1);
	b = *item_at(1);
	b.mac[0] ^= 2;
	EXPECT_INT(vcid_item_same(&a, &b), true);
	b.burned_in[5]++;
	EXPECT_INT(vcid_item_same(&a, &b), false);
	a = *item_at(2);
	b = *item_at(2);
	b.slot = 2;
	EXPECT_INT(vcid_item_same(&a, &b), false);
	b = *item_at(2);
	b.given &= ~BIT(VCID_A_ITEM_SLOT);
	EXPECT_INT(vcid_item_same(&a, &b), false);
	EXPECT_INT(vcid_item_same(item_at(0), item_at(3)), false);
}

static void build_and_read(void)
{
	read_text(yaml);
	pass_on();
	expect_example();
}

/* what the kernel says of an item is not to be sent to it */
static void strip_items(void)
{
	struct vcid_item *item;
	uint64_t given;

	read_text(yaml);
	item = item_at(1);
	given = item->given;
	attr_give(item, VCID_A_ITEM_INDEX);
	attr_give(item, VCID_A_ITEM_STATE);
	attr_give(item, VCID_A_ITEM_ORIGINAL);
	vcid_strip(&profile);
	EXPECT_INT(item->given, given);
}

static void reasons_have_words(void)
{
	uint32_t i;

	for (i = 0; vcid_reason_names[i]; i++)
		EXPECT(vcid_reason_text(i) && *vcid_reason_text(i),
		       "%s has no text", vcid_reason_names[i]);
	EXPECT_INT(i, VCID_REASON_ISCSI_BOOT_TAKEN + 1);
}

static void show(void)
{
	vcid_show_text(&profile);
}

/* what a reader has to know stands below the items that it is about */
static void show_profile(void)
{
	static const char mac_only[] =
		"name: web01\n"
		"mac:\n"
		"- device: 52:54:00:12:00:0a\n"
		"  address: 06:17:A4:00:00:01\n";
	char buf[4096];

	vcid_free(&profile);
	capture(show, buf, sizeof(buf));
	EXPECT_STR(buf, "no profile: all is as burned in\n");

	read_text(mac_only);
	capture(show, buf, sizeof(buf));
	EXPECT(!strncmp(buf, "profile web01\n", 14), "printed %s", buf);
	EXPECT(strstr(buf, "06:17:a4:00:00:01"), "printed %s", buf);
	EXPECT(!strstr(buf, "as sysfs has them"), "printed %s", buf);
	item_at(0)->reason = VCID_REASON_ISCSI_BOOT_TAKEN;
	capture(show, buf, sizeof(buf));
	EXPECT(strstr(buf, vcid_reason_text(VCID_REASON_ISCSI_BOOT_TAKEN)),
	       "printed %s", buf);

	read_text("name: web01\nserial: VCX0000042\n");
	capture(show, buf, sizeof(buf));
	EXPECT(strstr(buf, "serial and uuid are as sysfs has them"),
	       "printed %s", buf);
	read_text("name: web01\nuuid: 1ab32b6c-1a33-44d8-9b57-fde4e94b1a6b\n");
	capture(show, buf, sizeof(buf));
	EXPECT(strstr(buf, "serial and uuid are as sysfs has them"),
	       "printed %s", buf);
}

int main(void)
{
	static const struct test_case cases[] = {
		{ "reads YAML and JSON alike", read_files },
		{ "refuses files, saying where and why", refuse_files },
		{ "refuses more items than a profile has", refuse_too_many },
		{ "reads devices", read_devices },
		{ "reads FC names", read_fc },
		{ "reads an iSCSI target, and from a message", read_iscsi },
		{ "reads ports of NPIV", read_npiv },
		{ "reads what to boot from", read_boot },
		{ "tells items apart", tell_items_apart },
		{ "builds a request and reads it", build_and_read },
		{ "strips items of what the kernel says", strip_items },
		{ "has words for every reason", reasons_have_words },
		{ "shows a profile, and what it does not cover", show_profile },
	};

	int rc = run_tests(cases, ARRAY_SIZE(cases));

	vcid_free(&profile);
	return rc;
}
