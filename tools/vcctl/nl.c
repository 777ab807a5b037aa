// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/family.h>
#include <netlink/genl/genl.h>
#include <linux/rtnetlink.h>

#include "cmd.h"
#include "nl.h"

/* an object list that changes faster than this is shown as it came */
#define DUMP_TRIES	8

/* a request that is larger than this is a mistake */
#define MAX_REQUEST	(4 * 1024 * 1024)

/*
 * bytes of answers that may wait: the largest, a full uplink set, takes 64 KiB,
 * and where that leaves no room behind it, what acknowledges it is lost
 */
#define ANSWER_RCVBUF	(256 * 1024)

/* bytes of notifications that may wait while the output is slow */
#define FOLLOW_RCVBUF	(1024 * 1024)

/**
 * struct talk - one request and its answer
 * @nl: where it is sent
 * @request: what was sent; NULL where the kernel speaks unasked
 * @fn: takes the messages
 * @arg: for @fn
 * @sent: the kernel has the request
 * @err: 1 while the answer is not complete, then 0 or a negative errno
 * @ack: what came with the error
 */
struct talk {
	struct vcnl *nl;
	struct nl_msg *request;
	vcnl_fn fn;
	void *arg;
	bool sent;
	int err;
	struct extack ack;
};

static void set_option(struct nl_sock *sk, int option)
{
	int one = 1;

	/* old kernels lack some; all that is lost is comfort */
	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, option, &one,
		   sizeof(one));
}

static int find_family(struct vcnl *nl)
{
	nl->id = genl_ctrl_resolve(nl->sk, nl->family->name);
	if (nl->id >= 0)
		return EXIT_OK;
	if (nl->id == -NLE_OBJ_NOTFOUND)
		print_error("kernel module %s is not loaded (modprobe %s)",
			    nl->family->module, nl->family->module);
	else
		print_error("cannot find netlink family %s: %s", nl->family->name,
			    nl_geterror(nl->id));
	return EXIT_REFUSED;
}

static int open_socket(struct vcnl *nl, const struct vcnl_family *family,
		       int protocol)
{
	int err;

	nl->family = family;
	nl->refused_at = 0;
	nl->sk = nl_socket_alloc();
	if (!nl->sk) {
		print_error("out of memory");
		return EXIT_REFUSED;
	}
	err = nl_connect(nl->sk, protocol);
	if (err) {
		print_error("cannot open a netlink socket: %s", nl_geterror(err));
		vcnl_close(nl);
		return EXIT_REFUSED;
	}
	nl_socket_set_buffer_size(nl->sk, ANSWER_RCVBUF, 0);
	set_option(nl->sk, NETLINK_EXT_ACK);
	set_option(nl->sk, NETLINK_CAP_ACK);
	set_option(nl->sk, NETLINK_GET_STRICT_CHK);
	return EXIT_OK;
}

int vcnl_open(struct vcnl *nl, const struct vcnl_family *family)
{
	int status = open_socket(nl, family, NETLINK_GENERIC);

	if (status)
		return status;
	status = find_family(nl);
	if (status)
		vcnl_close(nl);
	return status;
}

/* its attributes are told by their messages alone */
static const struct vcnl_family route_family = { .name = "rtnetlink" };

int vcnl_open_route(struct vcnl *nl, int answer)
{
	nl->id = answer;
	return open_socket(nl, &route_family, NETLINK_ROUTE);
}

bool vcnl_has(const struct vcnl_family *family)
{
	struct nl_sock *sk = nl_socket_alloc();
	struct nl_cache *cache = NULL;
	struct genl_family *found;
	bool has;

	if (sk && !genl_connect(sk))
		genl_ctrl_alloc_cache(sk, &cache);
	found = cache ? genl_ctrl_search_by_name(cache, family->name) : NULL;
	has = found;
	genl_family_put(found);
	nl_cache_free(cache);
	nl_socket_free(sk);
	return has;
}

void vcnl_close(struct vcnl *nl)
{
	nl_socket_free(nl->sk);
	nl->sk = NULL;
}

static struct nl_msg *new_request(struct vcnl *nl, int cmd, int flags,
				  size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_size(size);

	if (!msg)
		return NULL;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, nl->id, 0, flags, cmd,
			 nl->family->version)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

struct nl_msg *vcnl_request(struct vcnl *nl, int cmd)
{
	return new_request(nl, cmd, NLM_F_ACK, getpagesize());
}

static struct nl_msg *new_request_of(struct vcnl *nl, int cmd, int flags,
				     const void *object)
{
	const struct attr_space *space = nl->family->space_of(cmd);
	size_t size = getpagesize();
	struct nl_msg *msg;
	int err = 0;

	/* libnl's messages do not grow, and no size helps a nest that is full */
	for (; size <= MAX_REQUEST && err != -NLE_ATTRSIZE; size *= 2) {
		msg = new_request(nl, cmd, flags, size);
		err = msg && object ? attrs_put(msg, space, object) : 0;
		if (msg && !err)
			return msg;
		nlmsg_free(msg);
	}
	print_error(err == -NLE_ATTRSIZE ?
		    "a part of the request takes more than 64 KiB: divide it" :
		    "the request does not fit a message");
	return NULL;
}

struct nl_msg *vcnl_request_of(struct vcnl *nl, int cmd, const void *object)
{
	return new_request_of(nl, cmd, NLM_F_ACK, object);
}

static const char *describe(struct talk *t, char *buf, size_t size)
{
	struct nlmsghdr *nlh = t->request ? nlmsg_hdr(t->request) : NULL;
	const struct vcnl_family *family = t->nl->family;
	const struct attr_space *space = NULL;

	if (nlh && family->space_of)
		space = family->space_of(genlmsg_hdr(nlh)->cmd);
	else
		nlh = NULL;
	return extack_describe(&t->ack, -t->err, nlh, family->hdrlen, space,
			       buf, size);
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct talk *t = arg;
	int err;

	if (!t->fn || nlmsg_hdr(msg)->nlmsg_type != t->nl->id)
		return NL_SKIP;
	err = t->fn(nlmsg_hdr(msg), t->arg);
	if (!err)
		return NL_OK;
	t->err = err;
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *peer, struct nlmsgerr *e, void *arg)
{
	/* libnl passes the payload only; the flags are in the header before */
	struct nlmsghdr *answer = (void *)((char *)e - NLMSG_HDRLEN);
	struct talk *t = arg;

	(void)peer;
	t->err = e->error;
	extack_parse(answer, &t->ack);
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	char text[512];
	struct talk *t = arg;

	t->err = 0;
	extack_parse(nlmsg_hdr(msg), &t->ack);
	if (*t->ack.msg)
		print_warning("%s", describe(t, text, sizeof(text)));
	return NL_STOP;
}

/* the end of a dump carries an error number of its own */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct talk *t = arg;

	t->err = 0;
	if (nlmsg_datalen(nlh) >= (int)sizeof(int))
		memcpy(&t->err, nlmsg_data(nlh), sizeof(int));
	if (t->err > 0)
		t->err = 0;
	extack_parse(nlh, &t->ack);
	return NL_OK;
}

/* The kernel takes no message that is larger than the buffer of the socket. */
static void make_room(struct nl_sock *sk, int len)
{
	int fd = nl_socket_get_fd(sk);

	if (len <= getpagesize())
		return;
	/* beyond the system's limit, where that is allowed */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &len, sizeof(len)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &len, sizeof(len));
}

/* Returns libnl's error: only the socket's; the kernel's is in t->err. */
static int converse(struct talk *t)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int err;

	if (!cb)
		return -NLE_NOMEM;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, t);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, t);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, t);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, t);

	t->err = 1;
	make_room(t->nl->sk, nlmsg_hdr(t->request)->nlmsg_len);
	err = nl_send_auto(t->nl->sk, t->request);
	t->sent = err >= 0;
	while (err >= 0 && t->err > 0)
		err = nl_recvmsgs(t->nl->sk, cb);
	nl_cb_put(cb);
	/* on_error stopped it: not the socket's error */
	if (t->err < 0)
		err = 0;
	return err < 0 ? err : 0;
}

static int report(struct talk *t, int nl_err)
{
	char text[512];

	if (nl_err && t->sent) {
		print_error("the kernel's answer is lost, look whether it was done: %s",
			    nl_geterror(nl_err));
		return EXIT_REFUSED;
	}
	if (nl_err) {
		print_error("netlink: %s", nl_geterror(nl_err));
		return EXIT_REFUSED;
	}
	if (t->err) {
		print_error("%s", describe(t, text, sizeof(text)));
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

int vcnl_talk(struct vcnl *nl, struct nl_msg *msg, vcnl_fn fn, void *arg)
{
	struct talk t = { .nl = nl, .request = msg, .fn = fn, .arg = arg };
	int status = report(&t, converse(&t));

	nl->refused_at = t.err && t.ack.given & BIT(NLMSGERR_ATTR_OFFS) ?
			 t.ack.offs : 0;
	nlmsg_free(msg);
	return status;
}

int vcnl_dump(struct vcnl *nl, int cmd, const void *filter, vcnl_fn fn,
	      void (*reset)(void *), void *arg)
{
	struct talk t = { .nl = nl, .fn = fn, .arg = arg };
	int tries, err, status;

	for (tries = 0; tries < DUMP_TRIES; tries++) {
		reset(arg);
		t.request = new_request_of(nl, cmd, NLM_F_DUMP, filter);
		if (!t.request)
			return EXIT_REFUSED;
		err = converse(&t);
		status = err == -NLE_DUMP_INTR ? -1 : report(&t, err);
		nlmsg_free(t.request);
		if (status >= 0)
			return status;
	}
	print_warning("the list changed while it was read and may be inconsistent");
	return EXIT_OK;
}

static int join(struct vcnl *nl, const char *family, const char *group)
{
	int id = genl_ctrl_resolve_grp(nl->sk, family, group);

	return id < 0 ? id : nl_socket_add_membership(nl->sk, id);
}

int vcnl_subscribe(struct vcnl *nl, const struct vcnl_family *family,
		   const char *group)
{
	int err;

	/* the controller tells when the family goes: see on_event() */
	err = join(nl, "nlctrl", "notify");
	if (!err)
		err = join(nl, family->name, group);
	if (!err)
		return EXIT_OK;
	print_error("cannot follow group %s of family %s: %s", group,
		    family->name, nl_geterror(err));
	return EXIT_REFUSED;
}

/* the number of the family whose end @nlh tells, or 0 */
static int ended_family(struct nlmsghdr *nlh)
{
	struct nlattr *tb[CTRL_ATTR_MAX + 1];
	struct genlmsghdr *genl = nlmsg_data(nlh);

	if (nlh->nlmsg_type != GENL_ID_CTRL || !genlmsg_valid_hdr(nlh, 0) ||
	    genl->cmd != CTRL_CMD_DELFAMILY ||
	    genlmsg_parse(nlh, 0, tb, CTRL_ATTR_MAX, NULL) ||
	    !tb[CTRL_ATTR_FAMILY_ID])
		return 0;
	return nla_get_u16(tb[CTRL_ATTR_FAMILY_ID]);
}

/**
 * struct follow - families that are followed
 * @sources: the families
 * @n_sources: how many
 * @arg: for their functions
 * @err: why it ended, a negative errno
 * @gone: the family that went, or NULL
 */
struct follow {
	struct vcnl_source *sources;
	size_t n_sources;
	void *arg;
	int err;
	const struct vcnl_family *gone;
};

static struct vcnl_source *find_source(const struct follow *f, int id)
{
	size_t i;

	for (i = 0; i < f->n_sources; i++)
		if (f->sources[i].id == id)
			return &f->sources[i];
	return NULL;
}

/*
 * A family that goes takes its groups along. Should it come back, they have
 * other numbers: who went on listening would hear nothing, and not know it.
 */
static int on_event(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct vcnl_source *source;
	struct follow *f = arg;

	source = find_source(f, ended_family(nlh));
	if (source) {
		f->gone = source->family;
		f->err = -ENODEV;
		return NL_STOP;
	}
	source = find_source(f, nlh->nlmsg_type);
	if (!source)
		return NL_SKIP;
	f->err = source->fn(nlh, f->arg);
	return f->err ? NL_STOP : NL_OK;
}

static int report_end(const struct follow *f, int nl_err)
{
	if (nl_err)
		print_error("netlink: %s", nl_geterror(nl_err));
	else if (f->gone)
		print_error("kernel module %s was unloaded", f->gone->module);
	else
		print_error("%s", strerror(-f->err));
	return EXIT_REFUSED;
}

/* nor an error to be told */
static bool nothing_to_read(struct vcnl *nl)
{
	struct pollfd fd = { .fd = nl_socket_get_fd(nl->sk), .events = POLLIN };

	return !poll(&fd, 1, 0);
}

/*
 * The kernel says once that there was no room, before what still had some, and
 * drops all else in silence until that has been read (NETLINK_S_CONGESTED). So
 * @lost waits for it: who looks how things are then misses nothing.
 */
int vcnl_follow(struct vcnl *nl, struct vcnl_source *sources, size_t n_sources,
		void (*lost)(void *), void *arg)
{
	struct follow f = { sources, n_sources, arg, 0, NULL };
	bool missed = false;
	size_t i;
	int err;

	for (i = 0; i < n_sources; i++)
		sources[i].id = genl_ctrl_resolve(nl->sk,
						  sources[i].family->name);
	nl_socket_disable_seq_check(nl->sk);
	nl_socket_set_buffer_size(nl->sk, FOLLOW_RCVBUF, 0);
	nl_socket_modify_cb(nl->sk, NL_CB_VALID, NL_CB_CUSTOM, on_event, &f);
	do {
		if (missed && nothing_to_read(nl)) {
			lost(arg);
			missed = false;
		}
		err = nl_recvmsgs_default(nl->sk);
		/* libnl's word for ENOBUFS; the socket goes on working */
		if (err == -NLE_NOMEM && errno == ENOBUFS) {
			/* there may be no end of it */
			if (missed)
				lost(arg);
			missed = true;
			err = 0;
		}
	} while (err >= 0 && !f.err);
	return report_end(&f, err < 0 ? err : 0);
}
