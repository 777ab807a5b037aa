// SPDX-License-Identifier: GPL-2.0
/*
 * The files of sysfs that show SMBIOS, with other contents.
 *
 *	/sys/firmware/dmi/tables/DMI			the table
 *	/sys/firmware/dmi/tables/smbios_entry_point
 *	/sys/class/dmi/id/product_serial
 *	/sys/class/dmi/id/product_uuid
 *
 * A file is taken away and one of the same name put in its place. What reads
 * from a file that was taken away finds that it has gone (ENODEV), so that
 * nobody gets the beginning of one table and the end of another, and taking it
 * away waits for those that are within it, so that its contents can be freed.
 *
 * There is no interface for this. It takes from kernfs the objects that stand
 * behind the files, and believes it only where they point back, bear the right
 * names and modes, and are the right way about: else it is -ENODEV.
 */
#include <linux/device.h>
#include <linux/dmi.h>
#include <linux/kernfs.h>
#include <linux/sysfs.h>
#include <net/net_namespace.h>

#include "dmi.h"

/* as burned in all of them are for root alone */
#define VCID_DMI_MODE	0400

/**
 * struct vcid_dmi_places - where the files are, and what is burned in
 * @tables: the folder of the table and the entry point, held
 * @id: the device of the single values, held
 * @table: the table as burned in
 * @entry: the entry point as burned in
 * @serial: the serial number as burned in; NULL if there is none
 * @uuid: the UUID as burned in; NULL if there is none
 *
 * Under the RTNL, as all that is changed here.
 */
struct vcid_dmi_places {
	struct kobject			*tables;
	struct kobject			*id;
	const struct bin_attribute	*table;
	const struct bin_attribute	*entry;
	const struct attribute		*serial;
	const struct attribute		*uuid;
};

static struct vcid_dmi_places vcid_places;

/* the object behind a folder */
static struct kobject *vcid_folder(struct kernfs_node *parent,
				   const char *name)
{
	struct kobject *kobj = NULL;
	struct kernfs_node *kn;

	kn = parent ? kernfs_find_and_get(parent, name) : NULL;
	if (!kn)
		return NULL;
	if (kernfs_type(kn) == KERNFS_DIR)
		kobj = kn->priv;
	if (kobj && kobj->sd == kn)
		kobject_get(kobj);
	else
		kobj = NULL;
	kernfs_put(kn);
	return kobj;
}

/* the attribute behind a file; those of the kernel itself stay for ever */
static const struct attribute *vcid_file(const struct kobject *folder,
					 const char *name)
{
	const struct attribute *attr = NULL;
	struct kernfs_node *kn;

	kn = kernfs_find_and_get(folder->sd, name);
	if (!kn)
		return NULL;
	if (kernfs_type(kn) == KERNFS_FILE)
		attr = kn->priv;
	if (attr && (strcmp(attr->name, name) ||
		     (attr->mode & 0777) != VCID_DMI_MODE))
		attr = NULL;
	kernfs_put(kn);
	return attr;
}

static const struct bin_attribute *vcid_bin_file(const struct kobject *folder,
						 const char *name)
{
	const struct attribute *attr = vcid_file(folder, name);
	const struct bin_attribute *bin;

	if (!attr)
		return NULL;
	bin = container_of(attr, struct bin_attribute, attr);
	return bin->private && bin->size ? bin : NULL;
}

/* the device "id" has no parent, and so is where the loopback device is */
static struct kobject *vcid_find_id(void)
{
	const struct kobject *net = init_net.loopback_dev->dev.kobj.parent;
	struct kobject *class, *id;

	class = net && net->parent ? vcid_folder(net->parent->sd, "dmi") :
				     NULL;
	if (!class)
		return NULL;
	id = vcid_folder(class->sd, "id");
	kobject_put(class);
	return id;
}

/* where the kernel shows the tables; a kernel without SMBIOS has no such folder */
static struct kernfs_node *vcid_firmware(void)
{
#ifdef CONFIG_DMI
	return dmi_kobj ? dmi_kobj->sd : NULL;
#else
	return NULL;
#endif
}

static void vcid_forget_places(void)
{
	kobject_put(vcid_places.tables);
	kobject_put(vcid_places.id);
	memset(&vcid_places, 0, sizeof(vcid_places));
}

/**
 * vcid_dmi_find() - find the files, and what is burned in
 * @table: set to the table
 * @table_len: set to its length, bytes
 * @entry: set to the entry point
 * @entry_len: set to its length, bytes
 *
 * They are looked for while they are as burned in, and stay until
 * vcid_dmi_lose().
 *
 * Context: RTNL, may sleep.
 * Return: 0, or -ENODEV if there are none, or none of a form that is known.
 */
int vcid_dmi_find(const u8 **table, size_t *table_len, const u8 **entry,
		  size_t *entry_len)
{
	struct vcid_dmi_places *p = &vcid_places;

	ASSERT_RTNL();
	if (p->tables)
		goto found;
	p->tables = vcid_folder(vcid_firmware(), "tables");
	p->id = vcid_find_id();
	if (!p->tables || !p->id)
		goto err_forget;
	p->table = vcid_bin_file(p->tables, "DMI");
	p->entry = vcid_bin_file(p->tables, "smbios_entry_point");
	if (!p->table || !p->entry)
		goto err_forget;
	p->serial = vcid_file(p->id, "product_serial");
	p->uuid = vcid_file(p->id, "product_uuid");
found:
	*table = p->table->private;
	*table_len = p->table->size;
	*entry = p->entry->private;
	*entry_len = p->entry->size;
	return 0;

err_forget:
	vcid_forget_places();
	return -ENODEV;
}

/**
 * vcid_dmi_lose() - have nothing more to do with the files
 *
 * Context: RTNL. The files are as burned in.
 */
void vcid_dmi_lose(void)
{
	ASSERT_RTNL();
	vcid_forget_places();
}

static ssize_t vcid_bin_read(struct file *file, struct kobject *kobj,
			     COMPAT_BIN_ATTR *attr, char *buf, loff_t off,
			     size_t count)
{
	return memory_read_from_buffer(buf, count, &off, attr->private,
				       attr->size);
}

static ssize_t vcid_serial_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	const struct vcid_dmi *dmi = container_of(attr, struct vcid_dmi,
						  serial_attr);

	return sysfs_emit(buf, "%s\n", dmi->serial);
}

static ssize_t vcid_uuid_show(struct device *dev,
			      struct device_attribute *attr, char *buf)
{
	const struct vcid_dmi *dmi = container_of(attr, struct vcid_dmi,
						  uuid_attr);

	return sysfs_emit(buf, "%pUb\n", &dmi->uuid);
}

static void vcid_bin_attr(struct bin_attribute *attr, const char *name,
			  void *data, size_t len)
{
	sysfs_bin_attr_init(attr);
	attr->attr.name = name;
	attr->attr.mode = VCID_DMI_MODE;
	attr->private = data;
	attr->size = len;
	attr->read = vcid_bin_read;
}

static void vcid_value_attr_init(struct device_attribute *attr,
				 const char *name,
				 ssize_t (*show)(struct device *dev,
						 struct device_attribute *attr,
						 char *buf))
{
	sysfs_attr_init(&attr->attr);
	attr->attr.name = name;
	attr->attr.mode = VCID_DMI_MODE;
	attr->show = show;
}

/**
 * vcid_dmi_init_files() - make files of what is to be shown
 * @dmi: what is to be shown, complete
 */
void vcid_dmi_init_files(struct vcid_dmi *dmi)
{
	vcid_bin_attr(&dmi->table_attr, "DMI", dmi->table, dmi->table_len);
	vcid_bin_attr(&dmi->entry_attr, "smbios_entry_point", dmi->entry,
		      dmi->entry_len);
	vcid_value_attr_init(&dmi->serial_attr, "product_serial",
			     vcid_serial_show);
	vcid_value_attr_init(&dmi->uuid_attr, "product_uuid", vcid_uuid_show);
}

/**
 * struct vcid_files - one state of the four files
 * @table: the table
 * @entry: the entry point
 * @serial: the serial number; NULL: there is no such file
 * @uuid: the UUID; NULL: there is no such file
 */
struct vcid_files {
	const struct bin_attribute	*table;
	const struct bin_attribute	*entry;
	const struct attribute		*serial;
	const struct attribute		*uuid;
};

/* those of @dmi, and as burned in what it does not set; NULL sets nothing */
static void vcid_files_of(const struct vcid_dmi *dmi, struct vcid_files *files)
{
	const struct vcid_dmi_places *p = &vcid_places;

	files->table = p->table;
	files->entry = p->entry;
	files->serial = p->serial;
	files->uuid = p->uuid;
	if (!dmi)
		return;
	files->table = &dmi->table_attr;
	files->entry = &dmi->entry_attr;
	if (dmi->has_serial)
		files->serial = &dmi->serial_attr.attr;
	if (dmi->has_uuid)
		files->uuid = &dmi->uuid_attr.attr;
}

static void vcid_files_remove(const struct vcid_files *files)
{
	const struct vcid_dmi_places *p = &vcid_places;

	/* who finds no entry point does not look for a table */
	sysfs_remove_bin_file(p->tables, files->entry);
	sysfs_remove_bin_file(p->tables, files->table);
	if (files->serial)
		sysfs_remove_file(p->id, files->serial);
	if (files->uuid)
		sysfs_remove_file(p->id, files->uuid);
}

static int vcid_files_create(const struct vcid_files *files)
{
	const struct vcid_dmi_places *p = &vcid_places;
	int err;

	err = files->serial ? sysfs_create_file(p->id, files->serial) : 0;
	if (!err && files->uuid)
		err = sysfs_create_file(p->id, files->uuid);
	if (!err)
		err = sysfs_create_bin_file(p->tables, files->table);
	if (!err)
		err = sysfs_create_bin_file(p->tables, files->entry);
	return err;
}

/**
 * vcid_dmi_exchange() - show other contents
 * @from: what is shown now; NULL for what is burned in
 * @to: what is to be shown; NULL for what is burned in
 *
 * When it returns nobody reads from @from any more.
 *
 * Context: RTNL, may sleep.
 * Return: 0 or a negative errno; @from is shown again then.
 */
int vcid_dmi_exchange(const struct vcid_dmi *from, const struct vcid_dmi *to)
{
	struct vcid_files old, new;
	int err;

	ASSERT_RTNL();
	vcid_files_of(from, &old);
	vcid_files_of(to, &new);
	vcid_files_remove(&old);
	err = vcid_files_create(&new);
	if (!err)
		return 0;
	/* by name: what was not made is not missed */
	vcid_files_remove(&new);
	if (vcid_files_create(&old))
		pr_err("vcid: files of SMBIOS are lost\n");
	return err;
}

/**
 * vcid_dmi_give_back() - show what is burned in again, come what may
 * @from: what is shown now
 *
 * For the end of the module: its own files must not stay, whether the others can be
 * made or not. When it returns nobody reads from @from any more.
 *
 * Context: RTNL, may sleep.
 */
void vcid_dmi_give_back(const struct vcid_dmi *from)
{
	struct vcid_files old, new;

	ASSERT_RTNL();
	vcid_files_of(from, &old);
	vcid_files_of(NULL, &new);
	vcid_files_remove(&old);
	if (vcid_files_create(&new))
		pr_err("vcid: files of SMBIOS are lost\n");
}
