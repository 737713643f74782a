package dev.gleaner.benchmarks.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.SpotPrice;
import software.amazon.awssdk.services.organizations.OrganizationsAsyncClient;
import software.amazon.awssdk.services.pricing.PricingAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The AWS SDK understands the responses, and metrics are counted as AWS bills them. */
class CountingAwsServerTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private CountingAwsServer aws;

    @BeforeEach
    void start() throws IOException {
        aws = new CountingAwsServer(new OrganizationSize(3, 2, 1500));
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void shouldListInstancesPageByPage() {
        Ec2AsyncClient ec2 = at(Ec2AsyncClient.builder(), CountingAwsServer.OWN_KEY);
        List<String> ids =
                ec2
                        .describeInstances(request -> request.maxResults(1000).nextToken("1000"))
                        .join()
                        .reservations()
                        .stream()
                        .flatMap(reservation -> reservation.instances().stream())
                        .map(instance -> instance.instanceId())
                        .toList();

        assertThat(ids).hasSize(500).doesNotHaveDuplicates();
        assertThat(ec2.describeInstances(request -> request.maxResults(1000))
                        .join()
                        .nextToken())
                .isEqualTo("1000");
        assertThat(ec2.describeVpcs().join().vpcs()).hasSize(1);
        assertThat(ec2.describeNatGateways().join().natGateways()).isEmpty();
        assertThat(ec2.describeVpcEndpoints().join().vpcEndpoints()).isEmpty();
        assertThat(aws.calls().calls("DescribeInstances")).isEqualTo(2);
    }

    @Test
    void shouldListOtherResources() {
        Ec2AsyncClient ec2 = at(Ec2AsyncClient.builder(), CountingAwsServer.OWN_KEY);
        AutoScalingAsyncClient scaling = at(AutoScalingAsyncClient.builder(), CountingAwsServer.OWN_KEY);
        SageMakerAsyncClient sageMaker = at(SageMakerAsyncClient.builder(), CountingAwsServer.OWN_KEY);
        CloudWatchLogsAsyncClient logs = at(CloudWatchLogsAsyncClient.builder(), CountingAwsServer.OWN_KEY);

        assertThat(ec2.describeVolumes(request -> request.maxResults(1000))
                        .join()
                        .volumes())
                .hasSize(500);
        assertThat(ec2.describeVolumes(request -> request.nextToken("1500")).join())
                .satisfies(page -> assertThat(page.volumes()).hasSize(150))
                .satisfies(page -> assertThat(page.nextToken()).isNull());
        assertThat(ec2.describeAddresses().join().addresses()).hasSize(20);
        assertThat(ec2.describeSnapshots().join().nextToken()).isEqualTo("1000");
        assertThat(ec2.describeImages().join().images()).isEmpty();
        assertThat(scaling.describeAutoScalingGroups().join().autoScalingGroups())
                .hasSize(75)
                .allMatch(group -> group.desiredCapacity() == 20);
        assertThat(sageMaker.listEndpoints().join().endpoints()).hasSize(1);
        assertThat(sageMaker
                        .describeEndpoint(request -> request.endpointName("ranker"))
                        .join()
                        .productionVariants())
                .hasSize(1);
        assertThat(sageMaker
                        .describeEndpointConfig(request -> request.endpointConfigName("ranker-1"))
                        .join()
                        .productionVariants())
                .hasSize(1);
        assertThat(sageMaker
                        .listTags(request -> request.resourceArn("arn"))
                        .join()
                        .tags())
                .isEmpty();
        assertThat(logs.describeLogGroups().join().nextToken()).isEqualTo("50");
        assertThat(logs.describeLogGroups(request -> request.nextToken("50")).join())
                .satisfies(page -> assertThat(page.logGroups()).hasSize(50))
                .satisfies(page -> assertThat(page.nextToken()).isNull());
    }

    @Test
    void shouldListPrices() {
        List<String> products = at(PricingAsyncClient.builder(), CountingAwsServer.OWN_KEY)
                .getProducts(request -> request.serviceCode("AmazonEC2")
                        .filters(
                                filter -> filter.type("TERM_MATCH")
                                        .field("regionCode")
                                        .value("eu-west-3"),
                                filter -> filter.type("ANY_OF")
                                        .field("instanceType")
                                        .value("m5.xlarge")))
                .join()
                .priceList();
        List<SpotPrice> spot = at(Ec2AsyncClient.builder(), CountingAwsServer.OWN_KEY)
                .describeSpotPriceHistory(request -> request.instanceTypesWithStrings("m5.xlarge"))
                .join()
                .spotPriceHistory();

        assertThat(products)
                .singleElement()
                .asString()
                .contains("\"regionCode\":\"eu-west-3\"", "\"USD\":\"0.1920000000\"");
        assertThat(spot).singleElement().satisfies(price -> {
            assertThat(price.spotPrice()).isEqualTo("0.0812000");
            assertThat(price.availabilityZone()).isEqualTo("us-east-1a");
        });
        assertThat(at(PricingAsyncClient.builder(), CountingAwsServer.OWN_KEY)
                        .getProducts(request -> request.serviceCode("AmazonS3"))
                        .join()
                        .priceList())
                .isEmpty();
        assertThat(aws.calls().calls("GetProducts")).isEqualTo(1);
        assertThat(aws.calls().calls(ApiCallCounter.OF_SERVICES)).isEqualTo(1);
    }

    @Test
    void shouldIdentifyAccountsByTheirRoles() {
        List<String> ids =
                at(OrganizationsAsyncClient.builder(), CountingAwsServer.OWN_KEY)
                        .listAccounts()
                        .join()
                        .accounts()
                        .stream()
                        .map(account -> account.id())
                        .toList();
        Credentials role = at(StsAsyncClient.builder(), CountingAwsServer.OWN_KEY)
                .assumeRole(request -> request.roleArn("arn:aws:iam::" + ids.get(2) + ":role/gleaner-reader")
                        .roleSessionName("test"))
                .join()
                .credentials();

        assertThat(ids).hasSize(3);
        assertThat(at(StsAsyncClient.builder(), role.accessKeyId())
                        .getCallerIdentity()
                        .join()
                        .account())
                .isEqualTo(ids.get(2));
        assertThat(at(StsAsyncClient.builder(), CountingAwsServer.OWN_KEY)
                        .getCallerIdentity()
                        .join()
                        .account())
                .isEqualTo(ids.get(0));
    }

    @Test
    void shouldReturnAndCountMetrics() {
        GetMetricDataResponse answer = ask(4, Duration.ofMinutes(75));

        assertThat(answer.metricDataResults())
                .hasSize(4)
                .allMatch(result -> result.timestamps().size() == 15
                        && result.values().size() == 15
                        && result.statusCodeAsString().equals("Complete"));
        assertThat(aws.calls().metrics()).hasSize(1).containsValue(2L);
        assertThat(aws.calls().names()).containsExactly("metric-0", "metric-1");
    }

    @Test
    void shouldRejectWhatCloudWatchRejects() {
        assertThatThrownBy(() -> ask(501, Duration.ofMinutes(5))).isNotNull();
        assertThatThrownBy(() -> ask(500, Duration.ofMinutes(5 * 202))).isNotNull();
    }

    @Test
    void shouldReturnNothingFromEmptySources() {
        S3AsyncClient s3 = S3AsyncClient.builder()
                .forcePathStyle(true)
                .endpointOverride(URI.create(aws.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(CountingAwsServer.OWN_KEY))
                .build();
        SqsAsyncClient sqs = at(SqsAsyncClient.builder(), CountingAwsServer.OWN_KEY);
        String queue = "https://sqs.us-east-1.amazonaws.com/1/files";

        assertThat(s3.listBuckets().join().buckets()).isEmpty();
        assertThat(s3.listObjectsV2(request -> request.bucket("trail")).join().contents())
                .isEmpty();
        long start = System.nanoTime();
        assertThat(sqs.receiveMessage(request -> request.queueUrl(queue).waitTimeSeconds(1))
                        .join()
                        .messages())
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
        assertThat(sqs.getQueueAttributes(request -> request.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
                        .join()
                        .attributes())
                .hasSize(3);
        assertThat(at(CloudTrailAsyncClient.builder(), CountingAwsServer.OWN_KEY)
                        .lookupEvents()
                        .join()
                        .events())
                .isEmpty();
    }

    private GetMetricDataResponse ask(int queries, Duration window) {
        return at(CloudWatchAsyncClient.builder(), CountingAwsServer.OWN_KEY)
                .getMetricData(request -> request.startTime(TEN.minus(window))
                        .endTime(TEN)
                        .metricDataQueries(IntStream.range(0, queries)
                                .mapToObj(query -> MetricDataQuery.builder()
                                        .id("q" + query)
                                        .metricStat(stat -> stat.stat("s" + query % 2)
                                                .period(300)
                                                .metric(metric -> metric.namespace("AWS/EC2")
                                                        .metricName("metric-" + query / 2)
                                                        .dimensions(dimension -> dimension
                                                                .name("InstanceId")
                                                                .value("i-1"))))
                                        .build())
                                .toList()))
                .join();
    }

    private <B extends AwsClientBuilder<B, C>, C> C at(B builder, String key) {
        return builder.endpointOverride(URI.create(aws.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(key))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static StaticCredentialsProvider credentials(String key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, "secret"));
    }
}
