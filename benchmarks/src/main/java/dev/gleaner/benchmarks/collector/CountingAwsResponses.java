package dev.gleaner.benchmarks.collector;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Responses of AWS to the collector's calls. */
final class CountingAwsResponses {

    private static final String EC2 = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private static final String STS = "https://sts.amazonaws.com/doc/2011-06-15/";

    private static final int METRICS_A_PAGE = 500;

    private final OrganizationSize size;
    private final InventoryResponses kinds;
    private final ApiCallCounter apiCallCounter;

    CountingAwsResponses(OrganizationSize size, ApiCallCounter apiCallCounter) {
        this.size = size;
        this.kinds = new InventoryResponses(size);
        this.apiCallCounter = apiCallCounter;
    }

    /** Counts a call; the response, or an empty text for an unknown API. */
    String respondTo(CountedAwsRequest request) {
        if (!request.api().equals("GetMetricData")) {
            apiCallCounter.add(name(request), request.account() + " " + request.region());
        }
        return switch (request.api()) {
            case "GetCallerIdentity" -> result("GetCallerIdentity", "<Account>" + request.account() + "</Account>");
            case "AssumeRole" -> result("AssumeRole", credentials(request.field("RoleArn")));
            case "ListAccounts" -> accounts();
            case "DescribeInstances" -> instances(request);
            case "DescribeVpcs" ->
                ec2(
                        "DescribeVpcs",
                        "<vpcSet><item><vpcId>vpc-1</vpcId><ownerId>" + request.account()
                                + "</ownerId><state>available</state></item></vpcSet>");
            case "DescribeNatGateways" -> ec2("DescribeNatGateways", "<natGatewaySet/>");
            case "DescribeVpcEndpoints" -> ec2("DescribeVpcEndpoints", "<vpcEndpointSet/>");
            case "GetProducts" -> products(request);
            case "DescribeSpotPriceHistory" -> spot(request);
            case "GetMetricData" -> new GetMetricDataResponder(request, apiCallCounter).answer();
            case "ListMetrics" -> memoryMetrics(request);
            case "ListBuckets" -> "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
            case "ListObjectsV2" -> "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
            case "LookupEvents" -> "{\"Events\":[]}";
            case "ReceiveMessage" -> noMessages(request);
            case "GetQueueAttributes" ->
                "{\"Attributes\":{\"ApproximateNumberOfMessages\":\"0\","
                        + "\"ApproximateNumberOfMessagesNotVisible\":\"0\",\"ApproximateNumberOfMessagesDelayed\":\"0\"}}";
            case "dcgm" -> "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\",UUID=\"GPU-1\",modelName=\"NVIDIA A10G\"} 0\n";
            default -> kinds.respondTo(request);
        };
    }

    private static String name(CountedAwsRequest request) {
        boolean isOfServices = request.api().equals("GetProducts") && !isOfInstances(request);
        return isOfServices ? ApiCallCounter.OF_SERVICES : request.api();
    }

    private static boolean isOfInstances(CountedAwsRequest request) {
        return request.json().contains("\"instanceType\"");
    }

    private static String result(String api, String content) {
        return "<" + api + "Response xmlns=\"" + STS + "\"><" + api + "Result>" + content + "</" + api + "Result></"
                + api + "Response>";
    }

    private static String ec2(String api, String content) {
        return "<" + api + "Response xmlns=\"" + EC2 + "\">" + content + "</" + api + "Response>";
    }

    private static String credentials(String role) {
        return "<Credentials><AccessKeyId>" + CountingAwsServer.ROLE_KEY + role.split(":")[4]
                + "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
                + Instant.now().plus(Duration.ofHours(1)) + "</Expiration></Credentials>";
    }

    private String accounts() {
        return size.accountIds().stream()
                .map(id -> "{\"Id\":\"" + id + "\",\"Status\":\"ACTIVE\",\"State\":\"ACTIVE\","
                        + "\"Arn\":\"arn:aws:organizations::" + id + ":account/o-1/" + id + "\"}")
                .collect(Collectors.joining(",", "{\"Accounts\":[", "]}"));
    }

    private String instances(CountedAwsRequest request) {
        int most = request.field("MaxResults").isEmpty() ? 1000 : Integer.parseInt(request.field("MaxResults"));
        int from = request.field("NextToken").isEmpty() ? 0 : Integer.parseInt(request.field("NextToken"));
        int until = Math.min(from + most, size.instances());
        String next = until < size.instances() ? "<nextToken>" + until + "</nextToken>" : "";
        return ec2(
                "DescribeInstances",
                IntStream.range(from, until)
                        .mapToObj(instance -> instance(request.account(), request.region(), instance))
                        .collect(Collectors.joining("", "<reservationSet>", "</reservationSet>" + next)));
    }

    /** On all instances runs an agent of Linux. CloudWatch lists 500 metrics in a page. */
    private String memoryMetrics(CountedAwsRequest request) {
        int from = request.field("NextToken").isEmpty() ? 0 : Integer.parseInt(request.field("NextToken"));
        int all = request.field("MetricName").equals("mem_used_percent") ? size.instances() : 0;
        int until = Math.min(from + METRICS_A_PAGE, all);
        String metrics = IntStream.range(from, until)
                .mapToObj(
                        number ->
                                "<member><Namespace>CWAgent</Namespace><MetricName>mem_used_percent</MetricName><Dimensions>"
                                        + "<member><Name>InstanceId</Name><Value>" + id(number) + "</Value></member>"
                                        + "<member><Name>InstanceType</Name><Value>m5.xlarge</Value></member></Dimensions></member>")
                .collect(Collectors.joining("", "<Metrics>", "</Metrics>"));
        return "<ListMetricsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><ListMetricsResult>"
                + metrics
                + (until < all ? "<NextToken>" + until + "</NextToken>" : "")
                + "</ListMetricsResult></ListMetricsResponse>";
    }

    private static String id(int number) {
        return "i-" + String.format("%017x", number);
    }

    private static String instance(String account, String region, int number) {
        return "<item><reservationId>r-" + number + "</reservationId><ownerId>" + account
                + "</ownerId><instancesSet><item><instanceId>" + id(number)
                + "</instanceId><instanceState><code>16</code><name>running</name></instanceState>"
                + "<instanceType>m5.xlarge</instanceType><launchTime>2026-01-01T00:00:00.000Z</launchTime>"
                + "<placement><availabilityZone>" + region
                + "a</availabilityZone><tenancy>default</tenancy></placement>"
                + "<vpcId>vpc-1</vpcId><rootDeviceType>ebs</rootDeviceType><tagSet><item><key>environment</key>"
                + "<value>dev</value></item></tagSet></item></instancesSet></item>";
    }

    /** One product for each requested instance type, and no other products. */
    private static String products(CountedAwsRequest request) {
        String region = request.json().replaceAll(".*\"regionCode\"[^}]*\"Value\":\"([^\"]+)\".*|.*", "$1");
        String product =
                "{\"product\":{\"productFamily\":\"Compute Instance\",\"attributes\":{\"regionCode\":\"" + region
                        + "\",\"instanceType\":\"m5.xlarge\",\"operatingSystem\":\"Linux\",\"tenancy\":\"Shared\","
                        + "\"preInstalledSw\":\"NA\",\"capacitystatus\":\"Used\",\"operation\":\"RunInstances\"}},"
                        + "\"terms\":{\"OnDemand\":{\"T\":{\"effectiveDate\":\"2026-01-01T00:00:00Z\",\"priceDimensions\":{\"D\":"
                        + "{\"unit\":\"Hrs\",\"beginRange\":\"0\",\"pricePerUnit\":{\"USD\":\"0.1920000000\"}}}}}}}";
        return "{\"FormatVersion\":\"aws_v1\",\"PriceList\":["
                + (isOfInstances(request) ? "\"" + product.replace("\"", "\\\"") + "\"" : "") + "]}";
    }

    private static String spot(CountedAwsRequest request) {
        return ec2(
                "DescribeSpotPriceHistory",
                "<spotPriceHistorySet><item><instanceType>m5.xlarge</instanceType>"
                        + "<productDescription>Linux/UNIX</productDescription><spotPrice>0.0812000</spotPrice>"
                        + "<timestamp>2026-01-01T00:00:00.000Z</timestamp><availabilityZone>" + request.region()
                        + "a</availabilityZone></item></spotPriceHistorySet>");
    }

    /** Waits for messages as SQS does; there are none. */
    private static String noMessages(CountedAwsRequest request) {
        int seconds = Integer.parseInt("0" + request.json().replaceAll(".*\"WaitTimeSeconds\":(\\d+).*|.*", "$1"));
        try {
            Thread.sleep(seconds * 1000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "{}";
    }
}
