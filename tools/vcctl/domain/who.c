// SPDX-License-Identifier: GPL-2.0
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "who.h"

#define NAME_SIZE	33

static const char *user_name(uid_t uid, char name[NAME_SIZE])
{
	const struct passwd *pw = getpwuid(uid);

	if (pw)
		snprintf(name, NAME_SIZE, "%s", pw->pw_name);
	else
		snprintf(name, NAME_SIZE, "%u", (unsigned int)uid);
	return name;
}

/* what a process has that was started by no login */
#define NO_LOGIN	((uid_t)-1)

static uid_t login_uid(void)
{
	FILE *file = fopen("/proc/self/loginuid", "re");
	unsigned int uid = NO_LOGIN;

	if (!file)
		return NO_LOGIN;
	if (fscanf(file, "%u", &uid) != 1)
		uid = NO_LOGIN;
	fclose(file);
	return uid;
}

const char *who_am_i(char who[WHO_SIZE])
{
	char login[NAME_SIZE], user[NAME_SIZE];
	uid_t uid = login_uid();

	if (uid == NO_LOGIN || uid == geteuid())
		snprintf(who, WHO_SIZE, "%s", user_name(geteuid(), user));
	else
		snprintf(who, WHO_SIZE, "%s as %s", user_name(uid, login),
			 user_name(geteuid(), user));
	return who;
}
