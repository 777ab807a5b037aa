// SPDX-License-Identifier: GPL-2.0
/* vcctl identity: what this server is known by, item by item */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "output.h"
#include "profile.h"
#include "vcid_params.h"
#include "vcid_show.h"
#include "vcid_talk.h"

/* of a profile that began with single items */
#define OWN_NAME	"identity"

static struct vcid_item *find_item(struct vcid_profile *profile,
				   const struct vcid_item *wanted)
{
	size_t i;

	for (i = 0; i < profile->items.n; i++)
		if (vcid_item_same(vcid_item_at(profile, i), wanted))
			return vcid_item_at(profile, i);
	return NULL;
}

static int put_in(struct vcid_profile *profile, const struct vcid_item *item)
{
	struct vcid_item *place = find_item(profile, item);

	if (!place && profile->items.n == VCID_MAX_ITEMS) {
		print_error("a profile has no more than %d items",
			    VCID_MAX_ITEMS);
		return EXIT_REFUSED;
	}
	if (!place)
		place = vcid_item_add(profile, item->type);
	if (!place) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	*place = *item;
	if (!*profile->name)
		strcpy(profile->name, OWN_NAME);
	attr_give(profile, VCID_A_PROFILE_NAME);
	return EXIT_OK;
}

static int take_out(struct vcid_profile *profile, const struct vcid_item *item)
{
	struct vcid_item *place = find_item(profile, item);
	struct vcid_item *last;

	if (!place) {
		print_error("the profile has no such item");
		return EXIT_REFUSED;
	}
	last = vcid_item_at(profile, --profile->items.n);
	memmove(place, place + 1, (char *)last - (char *)place);
	return EXIT_OK;
}

static int change(const struct vcid_item *item, bool force,
		  int (*edit)(struct vcid_profile *profile,
			      const struct vcid_item *item))
{
	struct vcid_profile profile = { 0 };
	struct vcnl nl;
	int status;

	status = vcnl_open(&nl, &vcid_family);
	if (status)
		return status;
	status = vcid_fetch(&nl, &profile);
	vcid_strip(&profile);
	if (force)
		vcid_set_force(&profile);
	if (!status)
		status = edit(&profile, item);
	if (!status)
		status = profile.items.n ? vcid_send(&nl, &profile) :
					   vcid_clear(&nl, force);
	vcnl_close(&nl);
	vcid_free(&profile);
	return status;
}

static int set(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct vcid_item item;
	bool force;

	(void)opts;
	if (vcid_params_item(&a, &item, true))
		return usage_error(&identity_object, &a);
	force = args_match(&a, "force");
	if (args_end(&a))
		return usage_error(&identity_object, &a);
	return change(&item, force, put_in);
}

static int clear(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct vcid_item item;
	bool force;

	if (!argc || !strcmp(argv[0], "force"))
		return profile_unload(opts, argc, argv);
	if (vcid_params_item(&a, &item, false))
		return usage_error(&identity_object, &a);
	force = args_match(&a, "force");
	if (args_end(&a))
		return usage_error(&identity_object, &a);
	return change(&item, force, take_out);
}

static const struct command commands[] = {
	{ "show", "", "show what this server is known by, and by which device",
	  profile_show },
	{ "set", "{ mac DEVICE [ slot SLOT ] address MAC |\n"
	  "\tfc { DEVICE [ slot SLOT ] | WWPN } [ npiv ] wwnn WWN wwpn WWN |\n"
	  "\tpxe DEVICE [ slot SLOT ] policy POLICY |\n"
	  "\tfc-boot { DEVICE [ slot SLOT ] | WWPN } role ROLE\n"
	  "\t\t[ target WWN ] [ lun LUN ] |\n"
	  "\tserial TEXT | uuid UUID } [ force ]",
	  "set one item of the profile, which is made if there is none", set },
	{ "clear", "[ mac DEVICE [ slot SLOT ] |\n"
	  "\tfc { DEVICE [ slot SLOT ] | WWPN } [ npiv wwpn WWN ] |\n"
	  "\t{ iscsi | pxe } DEVICE [ slot SLOT ] |\n"
	  "\tfc-boot { DEVICE [ slot SLOT ] | WWPN } |\n"
	  "\tserial | uuid ] [ force ]",
	  "bring back what is burned in, of one item or of all", clear },
};

const struct object identity_object = {
	.name = "identity",
	.help = "what this server is known by: MAC addresses, FC names, serial, UUID, boot",
	.terms =
	"DEVICE := { MAC, as burned in | BUS/NAME[:PORT], as pci/0000:03:00.0:0 }\n"
	"SLOT := { a | b | c | d }, a FlexNIC of the device\n"
	"POLICY := { enabled | disabled | use-bios }\n"
	"ROLE := { primary | secondary | disabled | use-bios }\n"
	"npiv: the names are those of a port of NPIV on top of the one selected\n"
	"force: FC ports that are there change their names too; their disks go\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
