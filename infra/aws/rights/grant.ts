/** One statement of a policy: these actions on these resources are allowed. */
export interface Grant {
  /** Names it in the policy: letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}
