import type { Registry } from '@roadstead/contract';

/** What is typed and chosen, as it is typed. */
export interface RegistryForm {
  address: string;
  /** Empty: called by its address. */
  name: string;
  username: string;
  /** Empty: the one that is kept, if there is one. */
  password: string;
  insecure: boolean;
  allowedUsers: readonly string[];
  allowedHostIds: readonly string[];
}

export const emptyForm: RegistryForm = {
  address: '',
  name: '',
  username: '',
  password: '',
  insecure: false,
  allowedUsers: [],
  allowedHostIds: [],
};

export function formOf({
  address,
  name,
  username = '',
  insecure,
  allowedUsers,
  allowedHostIds,
}: Registry): RegistryForm {
  return { address, name, username, password: '', insecure, allowedUsers, allowedHostIds };
}

/** Another user or another address: the password that is kept is not for that. */
export function isOtherLogin(form: RegistryForm, registry: Registry): boolean {
  return form.username.trim() !== (registry.username ?? '') || form.address.trim() !== registry.address;
}

/** The body that adds the registry. */
export function creationOf(form: RegistryForm) {
  const username = form.username.trim();
  const credential = username === '' ? {} : { username, password: form.password };
  return { ...settingsOf(form), ...credential };
}

/** The body that makes of a registry what the form says. No user name signs out. */
export function changeOf(form: RegistryForm, registry: Registry) {
  const username = form.username.trim();
  if (username === '') return { ...settingsOf(form), ...(registry.hasPassword ? { username: null } : {}) };
  return { ...settingsOf(form), username, ...(form.password === '' ? {} : { password: form.password }) };
}

function settingsOf({ address, name, insecure, allowedUsers, allowedHostIds }: RegistryForm) {
  return {
    address: address.trim(),
    name: name.trim() || address.trim(),
    insecure,
    allowedUsers: [...allowedUsers],
    allowedHostIds: [...allowedHostIds],
  };
}
