import type * as sdk from '@aws-sdk/client-ec2';
import type { OperationTable } from '../operation-table.ts';
import { allocateHosts } from './allocate-hosts.ts';
import { authorizeSecurityGroupEgress } from './authorize-security-group-egress.ts';
import { authorizeSecurityGroupIngress } from './authorize-security-group-ingress.ts';
import { cancelImportTask } from './cancel-import-task.ts';
import { cancelSpotFleetRequests } from './cancel-spot-fleet-requests.ts';
import { cancelSpotInstanceRequests } from './cancel-spot-instance-requests.ts';
import { copyImage } from './copy-image.ts';
import { createFleet } from './create-fleet.ts';
import { createImage } from './create-image.ts';
import { createKeyPair } from './create-key-pair.ts';
import { createLaunchTemplate } from './create-launch-template.ts';
import { createLaunchTemplateVersion } from './create-launch-template-version.ts';
import { createSecurityGroup } from './create-security-group.ts';
import { createSubnet } from './create-subnet.ts';
import { createTags } from './create-tags.ts';
import { createVpc } from './create-vpc.ts';
import { deleteFleets } from './delete-fleets.ts';
import { deleteKeyPair } from './delete-key-pair.ts';
import { deleteLaunchTemplate } from './delete-launch-template.ts';
import { deleteLaunchTemplateVersions } from './delete-launch-template-versions.ts';
import { deleteSecurityGroup } from './delete-security-group.ts';
import { deleteSnapshot } from './delete-snapshot.ts';
import { deleteSubnet } from './delete-subnet.ts';
import { deleteTags } from './delete-tags.ts';
import { deleteVpc } from './delete-vpc.ts';
import { deregisterImage } from './deregister-image.ts';
import { describeAccountAttributes } from './describe-account-attributes.ts';
import { describeAvailabilityZones } from './describe-availability-zones.ts';
import { describeCapacityReservations } from './describe-capacity-reservations.ts';
import { describeFleetHistory } from './describe-fleet-history.ts';
import { describeFleetInstances } from './describe-fleet-instances.ts';
import { describeFleets } from './describe-fleets.ts';
import { describeHosts } from './describe-hosts.ts';
import { describeImageAttribute } from './describe-image-attribute.ts';
import { describeImages } from './describe-images.ts';
import { describeImportImageTasks } from './describe-import-image-tasks.ts';
import { describeInstanceAttribute } from './describe-instance-attribute.ts';
import { describeInstanceCreditSpecifications } from './describe-instance-credit-specifications.ts';
import { describeInstanceStatus } from './describe-instance-status.ts';
import { describeInstanceTypeOfferings } from './describe-instance-type-offerings.ts';
import { describeInstanceTypes } from './describe-instance-types.ts';
import { describeInstances } from './describe-instances.ts';
import { describeInternetGateways } from './describe-internet-gateways.ts';
import { describeKeyPairs } from './describe-key-pairs.ts';
import { describeLaunchTemplateVersions } from './describe-launch-template-versions.ts';
import { describeLaunchTemplates } from './describe-launch-templates.ts';
import { describeNetworkAcls } from './describe-network-acls.ts';
import { describeNetworkInterfaces } from './describe-network-interfaces.ts';
import { describePlacementGroups } from './describe-placement-groups.ts';
import { describeRegions } from './describe-regions.ts';
import { describeRouteTables } from './describe-route-tables.ts';
import { describeSecurityGroupRules } from './describe-security-group-rules.ts';
import { describeSecurityGroups } from './describe-security-groups.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { describeSpotFleetInstances } from './describe-spot-fleet-instances.ts';
import { describeSpotFleetRequestHistory } from './describe-spot-fleet-request-history.ts';
import { describeSpotFleetRequests } from './describe-spot-fleet-requests.ts';
import { describeSpotInstanceRequests } from './describe-spot-instance-requests.ts';
import { describeSpotPriceHistory } from './describe-spot-price-history.ts';
import { describeSubnets } from './describe-subnets.ts';
import { describeTags } from './describe-tags.ts';
import { describeVolumes } from './describe-volumes.ts';
import { describeVpcAttribute } from './describe-vpc-attribute.ts';
import { describeVpcs } from './describe-vpcs.ts';
import { disableImageDeprecation } from './disable-image-deprecation.ts';
import { enableImageDeprecation } from './enable-image-deprecation.ts';
import { getInstanceUefiData } from './get-instance-uefi-data.ts';
import { importImage } from './import-image.ts';
import { importKeyPair } from './import-key-pair.ts';
import { modifyFleet } from './modify-fleet.ts';
import { modifyHosts } from './modify-hosts.ts';
import { modifyImageAttribute } from './modify-image-attribute.ts';
import { modifyInstanceAttribute } from './modify-instance-attribute.ts';
import { modifyInstanceCpuOptions } from './modify-instance-cpu-options.ts';
import { modifyInstanceCreditSpecification } from './modify-instance-credit-specification.ts';
import { modifyInstanceMaintenanceOptions } from './modify-instance-maintenance-options.ts';
import { modifyInstanceMetadataOptions } from './modify-instance-metadata-options.ts';
import { modifyInstancePlacement } from './modify-instance-placement.ts';
import { modifyLaunchTemplate } from './modify-launch-template.ts';
import { modifyNetworkInterfaceAttribute } from './modify-network-interface-attribute.ts';
import { modifyPrivateDnsNameOptions } from './modify-private-dns-name-options.ts';
import { modifySpotFleetRequest } from './modify-spot-fleet-request.ts';
import { modifySubnetAttribute } from './modify-subnet-attribute.ts';
import { modifyVpcAttribute } from './modify-vpc-attribute.ts';
import { monitorInstances } from './monitor-instances.ts';
import { rebootInstances } from './reboot-instances.ts';
import { registerImage } from './register-image.ts';
import { releaseHosts } from './release-hosts.ts';
import { requestSpotFleet } from './request-spot-fleet.ts';
import { requestSpotInstances } from './request-spot-instances.ts';
import { resetImageAttribute } from './reset-image-attribute.ts';
import { revokeSecurityGroupEgress } from './revoke-security-group-egress.ts';
import { revokeSecurityGroupIngress } from './revoke-security-group-ingress.ts';
import { runInstances } from './run-instances.ts';
import { startInstances } from './start-instances.ts';
import { stopInstances } from './stop-instances.ts';
import { terminateInstances } from './terminate-instances.ts';
import { unmonitorInstances } from './unmonitor-instances.ts';

/** The EC2 operations that are built. */
export const ec2Operations = {
  AllocateHosts: allocateHosts,
  AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CancelImportTask: cancelImportTask,
  CancelSpotFleetRequests: cancelSpotFleetRequests,
  CancelSpotInstanceRequests: cancelSpotInstanceRequests,
  CopyImage: copyImage,
  CreateFleet: createFleet,
  CreateImage: createImage,
  CreateKeyPair: createKeyPair,
  CreateLaunchTemplate: createLaunchTemplate,
  CreateLaunchTemplateVersion: createLaunchTemplateVersion,
  CreateSecurityGroup: createSecurityGroup,
  CreateSubnet: createSubnet,
  CreateTags: createTags,
  CreateVpc: createVpc,
  DeleteFleets: deleteFleets,
  DeleteKeyPair: deleteKeyPair,
  DeleteLaunchTemplate: deleteLaunchTemplate,
  DeleteLaunchTemplateVersions: deleteLaunchTemplateVersions,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteSnapshot: deleteSnapshot,
  DeleteSubnet: deleteSubnet,
  DeleteTags: deleteTags,
  DeleteVpc: deleteVpc,
  DeregisterImage: deregisterImage,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeCapacityReservations: describeCapacityReservations,
  DescribeFleetHistory: describeFleetHistory,
  DescribeFleetInstances: describeFleetInstances,
  DescribeFleets: describeFleets,
  DescribeHosts: describeHosts,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImages: describeImages,
  DescribeImportImageTasks: describeImportImageTasks,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeInstanceCreditSpecifications: describeInstanceCreditSpecifications,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstances: describeInstances,
  DescribeInternetGateways: describeInternetGateways,
  DescribeKeyPairs: describeKeyPairs,
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  DescribeLaunchTemplates: describeLaunchTemplates,
  DescribeNetworkAcls: describeNetworkAcls,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DescribePlacementGroups: describePlacementGroups,
  DescribeRegions: describeRegions,
  DescribeRouteTables: describeRouteTables,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSnapshots: describeSnapshots,
  DescribeSpotFleetInstances: describeSpotFleetInstances,
  DescribeSpotFleetRequestHistory: describeSpotFleetRequestHistory,
  DescribeSpotFleetRequests: describeSpotFleetRequests,
  DescribeSpotInstanceRequests: describeSpotInstanceRequests,
  DescribeSpotPriceHistory: describeSpotPriceHistory,
  DescribeSubnets: describeSubnets,
  DescribeTags: describeTags,
  DescribeVolumes: describeVolumes,
  DescribeVpcAttribute: describeVpcAttribute,
  DescribeVpcs: describeVpcs,
  DisableImageDeprecation: disableImageDeprecation,
  EnableImageDeprecation: enableImageDeprecation,
  GetInstanceUefiData: getInstanceUefiData,
  ImportImage: importImage,
  ImportKeyPair: importKeyPair,
  ModifyFleet: modifyFleet,
  ModifyHosts: modifyHosts,
  ModifyImageAttribute: modifyImageAttribute,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  ModifyInstanceCpuOptions: modifyInstanceCpuOptions,
  ModifyInstanceCreditSpecification: modifyInstanceCreditSpecification,
  ModifyInstanceMaintenanceOptions: modifyInstanceMaintenanceOptions,
  ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions,
  ModifyInstancePlacement: modifyInstancePlacement,
  ModifyLaunchTemplate: modifyLaunchTemplate,
  ModifyNetworkInterfaceAttribute: modifyNetworkInterfaceAttribute,
  ModifyPrivateDnsNameOptions: modifyPrivateDnsNameOptions,
  ModifySpotFleetRequest: modifySpotFleetRequest,
  ModifySubnetAttribute: modifySubnetAttribute,
  ModifyVpcAttribute: modifyVpcAttribute,
  MonitorInstances: monitorInstances,
  RebootInstances: rebootInstances,
  RegisterImage: registerImage,
  ReleaseHosts: releaseHosts,
  RequestSpotFleet: requestSpotFleet,
  RequestSpotInstances: requestSpotInstances,
  ResetImageAttribute: resetImageAttribute,
  RevokeSecurityGroupEgress: revokeSecurityGroupEgress,
  RevokeSecurityGroupIngress: revokeSecurityGroupIngress,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
  UnmonitorInstances: unmonitorInstances,
} satisfies OperationTable<typeof sdk>;
