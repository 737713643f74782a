package dev.gleaner.benchmarks.collector;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Responses about resources other than instances: volumes, a tenth more than instances, as many snapshots as instances, and
 * fixed numbers of all others.
 */
final class InventoryResponses {

    private static final String EC2 = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private static final String SCALING = "http://autoscaling.amazonaws.com/doc/2011-01-01/";
    private static final String BALANCING = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";
    private static final int INSTANCES_A_GROUP = 20;
    private static final int ADDRESSES = 20;
    private static final int LOG_GROUPS = 100;

    /** The largest pages of the services. */
    private static final int VOLUMES_A_PAGE = 500;

    private static final int SNAPSHOTS_A_PAGE = 1000;
    private static final int SCALING_GROUPS_A_PAGE = 100;
    private static final int LOG_GROUPS_A_PAGE = 50;

    private final int instances;

    InventoryResponses(OrganizationSize size) {
        this.instances = size.instances();
    }

    /** The response, or an empty text for an unknown API. */
    String respondTo(CountedAwsRequest request) {
        return switch (request.api()) {
            case "DescribeVolumes" ->
                ec2(request, "volumeSet", instances + instances / 10, VOLUMES_A_PAGE, InventoryResponses::volume);
            case "DescribeAddresses" -> ec2(request, "addressesSet", ADDRESSES, ADDRESSES, InventoryResponses::address);
            case "DescribeSnapshots" ->
                ec2(request, "snapshotSet", instances, SNAPSHOTS_A_PAGE, InventoryResponses::snapshot);
            case "DescribeImages" -> ec2(request, "imagesSet", 0, 1, number -> "");
            case "DescribeAutoScalingGroups" -> scalingGroups(request);
            case "DescribePolicies" ->
                "<DescribePoliciesResponse xmlns=\"" + SCALING
                        + "\"><DescribePoliciesResult><ScalingPolicies/></DescribePoliciesResult></DescribePoliciesResponse>";
            case "DescribeScheduledActions" ->
                "<DescribeScheduledActionsResponse xmlns=\"" + SCALING
                        + "\"><DescribeScheduledActionsResult><ScheduledUpdateGroupActions/></DescribeScheduledActionsResult>"
                        + "</DescribeScheduledActionsResponse>";
            case "DescribeLoadBalancers" ->
                "<DescribeLoadBalancersResponse xmlns=\"" + BALANCING
                        + "\"><DescribeLoadBalancersResult><LoadBalancers><member><LoadBalancerArn>"
                        + arn(request, "elasticloadbalancing", "loadbalancer/app/web/1")
                        + "</LoadBalancerArn><LoadBalancerName>web</LoadBalancerName><Type>application</Type>"
                        + "<State><Code>provisioning</Code></State></member></LoadBalancers></DescribeLoadBalancersResult>"
                        + "</DescribeLoadBalancersResponse>";
            case "DescribeTags" ->
                "<DescribeTagsResponse xmlns=\"" + BALANCING
                        + "\"><DescribeTagsResult><TagDescriptions/></DescribeTagsResult></DescribeTagsResponse>";
            case "DescribeRepositories" -> "{\"repositories\":[]}";
            case "ListNotebookInstances" -> "{\"NotebookInstances\":[]}";
            case "ListEndpoints" ->
                "{\"Endpoints\":[{\"EndpointName\":\"ranker\",\"EndpointStatus\":\"InService\",\"CreationTime\":1.7e9,"
                        + "\"EndpointArn\":\"" + arn(request, "sagemaker", "endpoint/ranker") + "\"}]}";
            case "DescribeEndpoint" ->
                "{\"EndpointName\":\"ranker\",\"EndpointConfigName\":\"ranker-1\",\"ProductionVariants\":"
                        + "[{\"VariantName\":\"main\",\"CurrentInstanceCount\":1,\"DesiredInstanceCount\":1}]}";
            case "DescribeEndpointConfig" ->
                "{\"ProductionVariants\":[{\"VariantName\":\"main\",\"InstanceType\":\"ml.g5.xlarge\"}]}";
            case "ListTags" -> "{\"Tags\":[]}";
            case "ListInferenceProfiles" -> "{\"inferenceProfileSummaries\":[]}";
            case "DescribeReservedInstances" -> ec2(request, "reservedInstancesSet", 0, 1, number -> "");
            case "DescribeCapacityReservations" -> ec2(request, "capacityReservationSet", 0, 1, number -> "");
            case "DescribeSavingsPlans" -> "{\"savingsPlans\":[]}";
            case "DescribeLogGroups" -> logGroups(request);
            case "GetResources" -> "{\"PaginationToken\":\"\",\"ResourceTagMappingList\":[]}";
            default -> "";
        };
    }

    private static String ec2(CountedAwsRequest request, String set, int all, int page, IntFunction<String> item) {
        int from = number(request.field("NextToken"));
        int until = Math.min(from + page, all);
        String next = until < all ? "<nextToken>" + until + "</nextToken>" : "";
        return "<" + request.api() + "Response xmlns=\"" + EC2 + "\"><" + set + ">"
                + IntStream.range(from, until).mapToObj(item).collect(Collectors.joining()) + "</" + set + ">" + next
                + "</" + request.api() + "Response>";
    }

    private static String volume(int number) {
        return "<item><volumeId>vol-" + String.format("%017x", number)
                + "</volumeId><size>100</size><status>in-use</status><volumeType>gp3</volumeType></item>";
    }

    private static String address(int number) {
        return "<item><allocationId>eipalloc-" + String.format("%017x", number) + "</allocationId><publicIp>203.0.113."
                + number + "</publicIp></item>";
    }

    private static String snapshot(int number) {
        return "<item><snapshotId>snap-" + String.format("%017x", number)
                + "</snapshotId><volumeSize>100</volumeSize><status>completed</status></item>";
    }

    private String scalingGroups(CountedAwsRequest request) {
        int all = instances / INSTANCES_A_GROUP;
        int from = number(request.field("NextToken"));
        int until = Math.min(from + SCALING_GROUPS_A_PAGE, all);
        String next = until < all ? "<NextToken>" + until + "</NextToken>" : "";
        return "<DescribeAutoScalingGroupsResponse xmlns=\"" + SCALING
                + "\"><DescribeAutoScalingGroupsResult><AutoScalingGroups>"
                + IntStream.range(from, until)
                        .mapToObj(number -> "<member><AutoScalingGroupARN>"
                                + arn(request, "autoscaling", "autoScalingGroup:u-1:autoScalingGroupName/" + number)
                                + "</AutoScalingGroupARN><AutoScalingGroupName>" + number
                                + "</AutoScalingGroupName><MinSize>0</MinSize><MaxSize>20</MaxSize>"
                                + "<DesiredCapacity>20</DesiredCapacity></member>")
                        .collect(Collectors.joining())
                + "</AutoScalingGroups>" + next
                + "</DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>";
    }

    private static String logGroups(CountedAwsRequest request) {
        int from = number(request.json().replaceAll(".*\"nextToken\":\"(\\d+)\".*|.*", "$1"));
        int until = Math.min(from + LOG_GROUPS_A_PAGE, LOG_GROUPS);
        String next = until < LOG_GROUPS ? ",\"nextToken\":\"" + until + "\"" : "";
        return IntStream.range(from, until)
                .mapToObj(number -> "{\"logGroupName\":\"group-" + number + "\",\"storedBytes\":1000000000}")
                .collect(Collectors.joining(",", "{\"logGroups\":[", "]" + next + "}"));
    }

    private static String arn(CountedAwsRequest request, String service, String resource) {
        return "arn:aws:" + service + ":" + request.region() + ":" + request.account() + ":" + resource;
    }

    private static int number(String text) {
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
