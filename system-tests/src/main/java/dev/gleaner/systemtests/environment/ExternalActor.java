package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;

/** Changes targets as somebody else would. */
public record ExternalActor(AwsTargetFactory.Clients aws) {

    /** Adds a tag; on a bucket it replaces all tags. */
    public void tag(Arn target, String key, String value) {
        tag(target, Map.of(key, value));
    }

    /** Adds tags; on a bucket they replace all tags. */
    void tag(Arn target, Map<String, String> tags) {
        TargetScenario.of(target).tag(aws, target, tags);
    }

    /** Lets Application Auto Scaling scale an inference endpoint. */
    public void scale(Arn endpoint) {
        aws.scaling()
                .registerScalableTarget(request -> request.serviceNamespace("sagemaker")
                        .resourceId("endpoint/" + endpoint.id() + "/variant/" + InstanceMetricsWriter.VARIANT)
                        .scalableDimension("sagemaker:variant:DesiredInstanceCount")
                        .minCapacity(1)
                        .maxCapacity(4));
    }

    /** Asks for the URL that opens a notebook instance. */
    public void open(Arn notebook) {
        aws.sageMaker().createPresignedNotebookInstanceUrl(request -> request.notebookInstanceName(notebook.id()));
    }

    /** Starts a stopped notebook instance and stops it again. */
    public void startAndStop(Arn notebook) {
        aws.sageMaker().startNotebookInstance(request -> request.notebookInstanceName(notebook.id()));
        aws.sageMaker().stopNotebookInstance(request -> request.notebookInstanceName(notebook.id()));
    }

    /** Stops a notebook instance and starts it again. */
    public void restart(Arn notebook) {
        aws.sageMaker().stopNotebookInstance(request -> request.notebookInstanceName(notebook.id()));
        aws.sageMaker().startNotebookInstance(request -> request.notebookInstanceName(notebook.id()));
    }

    public void untag(Arn instance, String key) {
        aws.ec2().deleteTags(request -> request.resources(instance.id()).tags(tag -> tag.key(key)));
    }

    public void stop(Arn instance) {
        aws.ec2().stopInstances(request -> request.instanceIds(instance.id()));
    }

    public void start(Arn instance) {
        aws.ec2().startInstances(request -> request.instanceIds(instance.id()));
    }

    public void terminate(Arn instance) {
        aws.ec2().terminateInstances(request -> request.instanceIds(instance.id()));
    }

    /** Attaches a volume, or associates an address, with an instance. */
    public void attach(Arn target, Arn instance) {
        if (target.type().equals("volume")) {
            aws.ec2()
                    .attachVolume(request -> request.volumeId(target.id())
                            .instanceId(instance.id())
                            .device("/dev/sdh"));
        } else {
            aws.ec2()
                    .associateAddress(
                            request -> request.allocationId(target.id()).instanceId(instance.id()));
        }
    }

    /** Deletes the snapshots of a volume. */
    public void deleteSnapshots(Arn volume) {
        aws.ec2()
                .describeSnapshots(request -> request.filters(
                        Filter.builder().name("volume-id").values(volume.id()).build()))
                .snapshots()
                .forEach(snapshot -> aws.ec2().deleteSnapshot(request -> request.snapshotId(snapshot.snapshotId())));
    }

    /** Creates another gateway endpoint for S3. */
    public void createEndpoint(Arn vpc) {
        aws.ec2()
                .createVpcEndpoint(request -> request.vpcEndpointType(VpcEndpointType.GATEWAY)
                        .vpcId(vpc.id())
                        .serviceName("com.amazonaws." + AwsTargetFactory.REGION + ".s3"));
    }

    public void deleteEndpoints(Arn vpc) {
        aws.ec2()
                .describeVpcEndpoints(request -> request.filters(
                        Filter.builder().name("vpc-id").values(vpc.id()).build()))
                .vpcEndpoints()
                .forEach(endpoint ->
                        aws.ec2().deleteVpcEndpoints(request -> request.vpcEndpointIds(endpoint.vpcEndpointId())));
    }

    /** Deletes the routes to a NAT gateway. */
    public void deleteRoutes(Arn gateway) {
        aws.ec2()
                .describeRouteTables()
                .routeTables()
                .forEach(table -> table.routes().stream()
                        .filter(route -> gateway.id().equals(route.natGatewayId()))
                        .forEach(route -> aws.ec2()
                                .deleteRoute(request -> request.routeTableId(table.routeTableId())
                                        .destinationCidrBlock(route.destinationCidrBlock()))));
    }

    /** Gives a volume more I/O operations. */
    public void modify(Arn volume) {
        aws.ec2()
                .modifyVolume(request ->
                        request.volumeId(volume.id()).volumeType(VolumeType.GP3).iops(3500));
    }

    public void setRetention(Arn logGroup, int days) {
        aws.logs()
                .putRetentionPolicy(request ->
                        request.logGroupName(AwsTargetFactory.name(logGroup)).retentionInDays(days));
    }

    /** Replaces the lifecycle configuration. */
    public void writeLifecycle(Arn bucket) {
        aws.s3()
                .putBucketLifecycleConfiguration(request -> request.bucket(bucket.id())
                        .lifecycleConfiguration(document -> document.rules(rule -> rule.id("theirs")
                                .filter(filter -> filter.prefix("theirs/"))
                                .status(ExpirationStatus.ENABLED)
                                .expiration(expiration -> expiration.days(400)))));
    }

    /** Sets a mixed instances policy with another instance type. */
    public void mix(Arn group) {
        aws.groups()
                .updateAutoScalingGroup(request -> request.autoScalingGroupName(AwsTargetFactory.name(group))
                        .mixedInstancesPolicy(policy ->
                                policy.launchTemplate(launch -> launch.launchTemplateSpecification(
                                                template -> template.launchTemplateId(template(group))
                                                        .version("1"))
                                        .overrides(type -> type.instanceType(InstanceType.C5_LARGE.toString())))));
    }

    /** Sets weights of instance types, in which the capacity of the group is counted from then on. */
    public void weigh(Arn group) {
        aws.groups()
                .updateAutoScalingGroup(request -> request.autoScalingGroupName(AwsTargetFactory.name(group))
                        .mixedInstancesPolicy(policy ->
                                policy.launchTemplate(launch -> launch.launchTemplateSpecification(
                                                template -> template.launchTemplateId(template(group))
                                                        .version("1"))
                                        .overrides(
                                                type -> type.instanceType(InstanceType.C5_LARGE.toString())
                                                        .weightedCapacity("1"),
                                                type -> type.instanceType(InstanceType.C5_4_XLARGE.toString())
                                                        .weightedCapacity("8")))));
    }

    /** Sets a maximum that the group did not have. */
    public void bound(Arn group) {
        aws.groups()
                .updateAutoScalingGroup(request -> request.autoScalingGroupName(AwsTargetFactory.name(group))
                        .maxSize(9));
    }

    public void suspend(Arn group) {
        aws.groups()
                .suspendProcesses(request -> request.autoScalingGroupName(AwsTargetFactory.name(group))
                        .scalingProcesses("Launch"));
    }

    private String template(Arn group) {
        return aws.groups()
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(AwsTargetFactory.name(group)))
                .autoScalingGroups()
                .get(0)
                .launchTemplate()
                .launchTemplateId();
    }
}
