import type * as sdk from '@aws-sdk/client-ec2';
import type { OperationTable } from '../operation-table.ts';
import { describeHostReservationOfferings } from './absent/describe-host-reservation-offerings.ts';
import { describeHostReservations } from './absent/describe-host-reservations.ts';
import { describeManagedPrefixLists } from './absent/describe-managed-prefix-lists.ts';
import { describePrefixLists } from './absent/describe-prefix-lists.ts';
import { describeReservedInstances } from './absent/describe-reserved-instances.ts';
import { describeVpcEndpoints } from './absent/describe-vpc-endpoints.ts';
import { describeVpcPeeringConnections } from './absent/describe-vpc-peering-connections.ts';
import { allocateAddress } from './addresses/allocate-address.ts';
import { associateAddress } from './addresses/associate-address.ts';
import { describeAddresses } from './addresses/describe-addresses.ts';
import { describeAddressesAttribute } from './addresses/describe-addresses-attribute.ts';
import { disassociateAddress } from './addresses/disassociate-address.ts';
import { releaseAddress } from './addresses/release-address.ts';
import { describeAccountAttributes } from './catalogue/describe-account-attributes.ts';
import { describeAvailabilityZones } from './catalogue/describe-availability-zones.ts';
import { describeInstanceTypeOfferings } from './catalogue/describe-instance-type-offerings.ts';
import { describeInstanceTypes } from './catalogue/describe-instance-types.ts';
import { describeRegions } from './catalogue/describe-regions.ts';
import { getInstanceTypesFromInstanceRequirements } from './catalogue/get-instance-types-from-instance-requirements.ts';
import { cancelSpotFleetRequests } from './fleets/cancel-spot-fleet-requests.ts';
import { createFleet } from './fleets/create-fleet.ts';
import { deleteFleets } from './fleets/delete-fleets.ts';
import { describeFleetHistory } from './fleets/describe-fleet-history.ts';
import { describeFleetInstances } from './fleets/describe-fleet-instances.ts';
import { describeFleets } from './fleets/describe-fleets.ts';
import { describeSpotFleetInstances } from './fleets/describe-spot-fleet-instances.ts';
import { describeSpotFleetRequestHistory } from './fleets/describe-spot-fleet-request-history.ts';
import { describeSpotFleetRequests } from './fleets/describe-spot-fleet-requests.ts';
import { modifyFleet } from './fleets/modify-fleet.ts';
import { modifySpotFleetRequest } from './fleets/modify-spot-fleet-request.ts';
import { requestSpotFleet } from './fleets/request-spot-fleet.ts';
import { allocateHosts } from './hosts/allocate-hosts.ts';
import { describeHosts } from './hosts/describe-hosts.ts';
import { modifyHosts } from './hosts/modify-hosts.ts';
import { releaseHosts } from './hosts/release-hosts.ts';
import { cancelImportTask } from './images/cancel-import-task.ts';
import { copyImage } from './images/copy-image.ts';
import { createImage } from './images/create-image.ts';
import { deregisterImage } from './images/deregister-image.ts';
import { describeImageAttribute } from './images/describe-image-attribute.ts';
import { describeImages } from './images/describe-images.ts';
import { describeImportImageTasks } from './images/describe-import-image-tasks.ts';
import { disableImageDeprecation } from './images/disable-image-deprecation.ts';
import { enableImageDeprecation } from './images/enable-image-deprecation.ts';
import { importImage } from './images/import-image.ts';
import { modifyImageAttribute } from './images/modify-image-attribute.ts';
import { registerImage } from './images/register-image.ts';
import { resetImageAttribute } from './images/reset-image-attribute.ts';
import { associateIamInstanceProfile } from './instance-profiles/associate-iam-instance-profile.ts';
import { describeIamInstanceProfileAssociations } from './instance-profiles/describe-iam-instance-profile-associations.ts';
import { disassociateIamInstanceProfile } from './instance-profiles/disassociate-iam-instance-profile.ts';
import { replaceIamInstanceProfileAssociation } from './instance-profiles/replace-iam-instance-profile-association.ts';
import { describeCapacityReservations } from './instances/describe-capacity-reservations.ts';
import { describeInstanceAttribute } from './instances/describe-instance-attribute.ts';
import { describeInstanceCreditSpecifications } from './instances/describe-instance-credit-specifications.ts';
import { describeInstanceStatus } from './instances/describe-instance-status.ts';
import { describeInstances } from './instances/describe-instances.ts';
import { getConsoleOutput } from './instances/get-console-output.ts';
import { getInstanceUefiData } from './instances/get-instance-uefi-data.ts';
import { getPasswordData } from './instances/get-password-data.ts';
import { modifyInstanceAttribute } from './instances/modify-instance-attribute.ts';
import { modifyInstanceCapacityReservationAttributes } from './instances/modify-instance-capacity-reservation-attributes.ts';
import { modifyInstanceCpuOptions } from './instances/modify-instance-cpu-options.ts';
import { modifyInstanceCreditSpecification } from './instances/modify-instance-credit-specification.ts';
import { modifyInstanceMaintenanceOptions } from './instances/modify-instance-maintenance-options.ts';
import { modifyInstanceMetadataOptions } from './instances/modify-instance-metadata-options.ts';
import { modifyInstancePlacement } from './instances/modify-instance-placement.ts';
import { modifyPrivateDnsNameOptions } from './instances/modify-private-dns-name-options.ts';
import { monitorInstances } from './instances/monitor-instances.ts';
import { rebootInstances } from './instances/reboot-instances.ts';
import { reportInstanceStatus } from './instances/report-instance-status.ts';
import { runInstances } from './instances/run-instances.ts';
import { startInstances } from './instances/start-instances.ts';
import { stopInstances } from './instances/stop-instances.ts';
import { terminateInstances } from './instances/terminate-instances.ts';
import { unmonitorInstances } from './instances/unmonitor-instances.ts';
import { assignPrivateIpAddresses } from './interfaces/assign-private-ip-addresses.ts';
import { attachNetworkInterface } from './interfaces/attach-network-interface.ts';
import { createNetworkInterface } from './interfaces/create-network-interface.ts';
import { deleteNetworkInterface } from './interfaces/delete-network-interface.ts';
import { describeNetworkInterfaces } from './interfaces/describe-network-interfaces.ts';
import { detachNetworkInterface } from './interfaces/detach-network-interface.ts';
import { modifyNetworkInterfaceAttribute } from './interfaces/modify-network-interface-attribute.ts';
import { unassignPrivateIpAddresses } from './interfaces/unassign-private-ip-addresses.ts';
import { createKeyPair } from './key-pairs/create-key-pair.ts';
import { deleteKeyPair } from './key-pairs/delete-key-pair.ts';
import { describeKeyPairs } from './key-pairs/describe-key-pairs.ts';
import { importKeyPair } from './key-pairs/import-key-pair.ts';
import { createLaunchTemplate } from './launch-templates/create-launch-template.ts';
import { createLaunchTemplateVersion } from './launch-templates/create-launch-template-version.ts';
import { deleteLaunchTemplate } from './launch-templates/delete-launch-template.ts';
import { deleteLaunchTemplateVersions } from './launch-templates/delete-launch-template-versions.ts';
import { describeLaunchTemplateVersions } from './launch-templates/describe-launch-template-versions.ts';
import { describeLaunchTemplates } from './launch-templates/describe-launch-templates.ts';
import { getLaunchTemplateData } from './launch-templates/get-launch-template-data.ts';
import { modifyLaunchTemplate } from './launch-templates/modify-launch-template.ts';
import { createSubnet } from './networks/create-subnet.ts';
import { createVpc } from './networks/create-vpc.ts';
import { deleteSubnet } from './networks/delete-subnet.ts';
import { deleteVpc } from './networks/delete-vpc.ts';
import { describeDhcpOptions } from './networks/describe-dhcp-options.ts';
import { describeNetworkAcls } from './networks/describe-network-acls.ts';
import { describeSubnets } from './networks/describe-subnets.ts';
import { describeVpcAttribute } from './networks/describe-vpc-attribute.ts';
import { describeVpcClassicLink } from './networks/describe-vpc-classic-link.ts';
import { describeVpcClassicLinkDnsSupport } from './networks/describe-vpc-classic-link-dns-support.ts';
import { describeVpcs } from './networks/describe-vpcs.ts';
import { modifySubnetAttribute } from './networks/modify-subnet-attribute.ts';
import { modifyVpcAttribute } from './networks/modify-vpc-attribute.ts';
import { modifyVpcTenancy } from './networks/modify-vpc-tenancy.ts';
import { createPlacementGroup } from './placement-groups/create-placement-group.ts';
import { deletePlacementGroup } from './placement-groups/delete-placement-group.ts';
import { describePlacementGroups } from './placement-groups/describe-placement-groups.ts';
import { associateRouteTable } from './routing/associate-route-table.ts';
import { attachInternetGateway } from './routing/attach-internet-gateway.ts';
import { createInternetGateway } from './routing/create-internet-gateway.ts';
import { createNatGateway } from './routing/create-nat-gateway.ts';
import { createRoute } from './routing/create-route.ts';
import { createRouteTable } from './routing/create-route-table.ts';
import { deleteInternetGateway } from './routing/delete-internet-gateway.ts';
import { deleteNatGateway } from './routing/delete-nat-gateway.ts';
import { deleteRoute } from './routing/delete-route.ts';
import { deleteRouteTable } from './routing/delete-route-table.ts';
import { describeInternetGateways } from './routing/describe-internet-gateways.ts';
import { describeNatGateways } from './routing/describe-nat-gateways.ts';
import { describeRouteTables } from './routing/describe-route-tables.ts';
import { detachInternetGateway } from './routing/detach-internet-gateway.ts';
import { disassociateRouteTable } from './routing/disassociate-route-table.ts';
import { replaceRoute } from './routing/replace-route.ts';
import { replaceRouteTableAssociation } from './routing/replace-route-table-association.ts';
import { authorizeSecurityGroupEgress } from './security-groups/authorize-security-group-egress.ts';
import { authorizeSecurityGroupIngress } from './security-groups/authorize-security-group-ingress.ts';
import { createSecurityGroup } from './security-groups/create-security-group.ts';
import { deleteSecurityGroup } from './security-groups/delete-security-group.ts';
import { describeSecurityGroupRules } from './security-groups/describe-security-group-rules.ts';
import { describeSecurityGroups } from './security-groups/describe-security-groups.ts';
import { modifySecurityGroupRules } from './security-groups/modify-security-group-rules.ts';
import { revokeSecurityGroupEgress } from './security-groups/revoke-security-group-egress.ts';
import { revokeSecurityGroupIngress } from './security-groups/revoke-security-group-ingress.ts';
import { updateSecurityGroupRuleDescriptionsEgress } from './security-groups/update-security-group-rule-descriptions-egress.ts';
import { updateSecurityGroupRuleDescriptionsIngress } from './security-groups/update-security-group-rule-descriptions-ingress.ts';
import { cancelSpotInstanceRequests } from './spot/cancel-spot-instance-requests.ts';
import { describeSpotInstanceRequests } from './spot/describe-spot-instance-requests.ts';
import { describeSpotPriceHistory } from './spot/describe-spot-price-history.ts';
import { requestSpotInstances } from './spot/request-spot-instances.ts';
import { createTags } from './tags/create-tags.ts';
import { deleteTags } from './tags/delete-tags.ts';
import { describeTags } from './tags/describe-tags.ts';
import { attachVolume } from './volumes/attach-volume.ts';
import { createSnapshot } from './volumes/create-snapshot.ts';
import { createSnapshots } from './volumes/create-snapshots.ts';
import { createVolume } from './volumes/create-volume.ts';
import { deleteSnapshot } from './volumes/delete-snapshot.ts';
import { deleteVolume } from './volumes/delete-volume.ts';
import { describeSnapshots } from './volumes/describe-snapshots.ts';
import { describeVolumeAttribute } from './volumes/describe-volume-attribute.ts';
import { describeVolumeStatus } from './volumes/describe-volume-status.ts';
import { describeVolumes } from './volumes/describe-volumes.ts';
import { describeVolumesModifications } from './volumes/describe-volumes-modifications.ts';
import { detachVolume } from './volumes/detach-volume.ts';
import { getEbsEncryptionByDefault } from './volumes/get-ebs-encryption-by-default.ts';
import { modifyVolume } from './volumes/modify-volume.ts';
import { modifyVolumeAttribute } from './volumes/modify-volume-attribute.ts';

/** The EC2 operations that are built. */
export const ec2Operations = {
  AllocateAddress: allocateAddress,
  AllocateHosts: allocateHosts,
  AssociateAddress: associateAddress,
  AssociateIamInstanceProfile: associateIamInstanceProfile,
  AssociateRouteTable: associateRouteTable,
  AttachInternetGateway: attachInternetGateway,
  AssignPrivateIpAddresses: assignPrivateIpAddresses,
  DescribeDhcpOptions: describeDhcpOptions,
  DescribeHostReservationOfferings: describeHostReservationOfferings,
  DescribeHostReservations: describeHostReservations,
  DescribeManagedPrefixLists: describeManagedPrefixLists,
  DescribePrefixLists: describePrefixLists,
  DescribeReservedInstances: describeReservedInstances,
  DescribeVpcEndpoints: describeVpcEndpoints,
  DescribeVpcPeeringConnections: describeVpcPeeringConnections,
  GetEbsEncryptionByDefault: getEbsEncryptionByDefault,
  ReportInstanceStatus: reportInstanceStatus,
  UnassignPrivateIpAddresses: unassignPrivateIpAddresses,
  AttachNetworkInterface: attachNetworkInterface,
  AttachVolume: attachVolume,
  AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CancelImportTask: cancelImportTask,
  CancelSpotFleetRequests: cancelSpotFleetRequests,
  CancelSpotInstanceRequests: cancelSpotInstanceRequests,
  CopyImage: copyImage,
  CreateFleet: createFleet,
  CreateImage: createImage,
  CreateInternetGateway: createInternetGateway,
  CreateKeyPair: createKeyPair,
  CreateLaunchTemplate: createLaunchTemplate,
  CreateLaunchTemplateVersion: createLaunchTemplateVersion,
  CreateNatGateway: createNatGateway,
  CreateNetworkInterface: createNetworkInterface,
  CreatePlacementGroup: createPlacementGroup,
  CreateRoute: createRoute,
  CreateRouteTable: createRouteTable,
  CreateSecurityGroup: createSecurityGroup,
  CreateSnapshot: createSnapshot,
  CreateSnapshots: createSnapshots,
  CreateSubnet: createSubnet,
  CreateTags: createTags,
  CreateVolume: createVolume,
  CreateVpc: createVpc,
  DeleteFleets: deleteFleets,
  DeleteInternetGateway: deleteInternetGateway,
  DeleteKeyPair: deleteKeyPair,
  DeleteLaunchTemplate: deleteLaunchTemplate,
  DeleteLaunchTemplateVersions: deleteLaunchTemplateVersions,
  DeleteNatGateway: deleteNatGateway,
  DeleteNetworkInterface: deleteNetworkInterface,
  DeletePlacementGroup: deletePlacementGroup,
  DeleteRoute: deleteRoute,
  DeleteRouteTable: deleteRouteTable,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteSnapshot: deleteSnapshot,
  DeleteSubnet: deleteSubnet,
  DeleteTags: deleteTags,
  DeleteVolume: deleteVolume,
  DeleteVpc: deleteVpc,
  DeregisterImage: deregisterImage,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeAddresses: describeAddresses,
  DescribeAddressesAttribute: describeAddressesAttribute,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeCapacityReservations: describeCapacityReservations,
  DescribeFleetHistory: describeFleetHistory,
  DescribeFleetInstances: describeFleetInstances,
  DescribeFleets: describeFleets,
  DescribeHosts: describeHosts,
  DescribeIamInstanceProfileAssociations: describeIamInstanceProfileAssociations,
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
  DescribeNatGateways: describeNatGateways,
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
  DescribeVolumeAttribute: describeVolumeAttribute,
  DescribeVolumeStatus: describeVolumeStatus,
  DescribeVolumes: describeVolumes,
  DescribeVolumesModifications: describeVolumesModifications,
  DescribeVpcAttribute: describeVpcAttribute,
  DescribeVpcClassicLink: describeVpcClassicLink,
  DescribeVpcClassicLinkDnsSupport: describeVpcClassicLinkDnsSupport,
  DescribeVpcs: describeVpcs,
  DetachInternetGateway: detachInternetGateway,
  DetachNetworkInterface: detachNetworkInterface,
  DetachVolume: detachVolume,
  DisableImageDeprecation: disableImageDeprecation,
  DisassociateAddress: disassociateAddress,
  DisassociateIamInstanceProfile: disassociateIamInstanceProfile,
  DisassociateRouteTable: disassociateRouteTable,
  EnableImageDeprecation: enableImageDeprecation,
  GetConsoleOutput: getConsoleOutput,
  GetInstanceTypesFromInstanceRequirements: getInstanceTypesFromInstanceRequirements,
  GetInstanceUefiData: getInstanceUefiData,
  GetLaunchTemplateData: getLaunchTemplateData,
  GetPasswordData: getPasswordData,
  ImportImage: importImage,
  ImportKeyPair: importKeyPair,
  ModifyFleet: modifyFleet,
  ModifyHosts: modifyHosts,
  ModifyImageAttribute: modifyImageAttribute,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  ModifyInstanceCapacityReservationAttributes: modifyInstanceCapacityReservationAttributes,
  ModifyInstanceCpuOptions: modifyInstanceCpuOptions,
  ModifyInstanceCreditSpecification: modifyInstanceCreditSpecification,
  ModifyInstanceMaintenanceOptions: modifyInstanceMaintenanceOptions,
  ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions,
  ModifyInstancePlacement: modifyInstancePlacement,
  ModifyLaunchTemplate: modifyLaunchTemplate,
  ModifyNetworkInterfaceAttribute: modifyNetworkInterfaceAttribute,
  ModifyPrivateDnsNameOptions: modifyPrivateDnsNameOptions,
  ModifySecurityGroupRules: modifySecurityGroupRules,
  ModifySpotFleetRequest: modifySpotFleetRequest,
  ModifySubnetAttribute: modifySubnetAttribute,
  ModifyVolume: modifyVolume,
  ModifyVolumeAttribute: modifyVolumeAttribute,
  ModifyVpcAttribute: modifyVpcAttribute,
  ModifyVpcTenancy: modifyVpcTenancy,
  MonitorInstances: monitorInstances,
  RebootInstances: rebootInstances,
  RegisterImage: registerImage,
  ReleaseAddress: releaseAddress,
  ReleaseHosts: releaseHosts,
  ReplaceIamInstanceProfileAssociation: replaceIamInstanceProfileAssociation,
  ReplaceRoute: replaceRoute,
  ReplaceRouteTableAssociation: replaceRouteTableAssociation,
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
  UpdateSecurityGroupRuleDescriptionsEgress: updateSecurityGroupRuleDescriptionsEgress,
  UpdateSecurityGroupRuleDescriptionsIngress: updateSecurityGroupRuleDescriptionsIngress,
} satisfies OperationTable<typeof sdk>;
