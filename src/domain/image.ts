/** An image as a launch sees it: public ones come from the catalogue, others belong to an account. */
export interface LaunchImage {
  readonly id: string;
  readonly ownerId: string;
  readonly architecture: string;
  readonly platform?: string;
  readonly platformDetails: string;
  readonly usageOperation: string;
  readonly rootDeviceName: string;
}
