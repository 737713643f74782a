package dev.gleaner.benchmarks.crash;

import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.s3.S3Client;

/** Targets in what stands for AWS, made past the counting proxy. */
final class AwsEstate {

    private static final Region REGION = Region.US_EAST_1;
    private static final String ACCOUNT = "123456789012";
    private static final int HOURS = 24;

    private final URI endpoint;
    private final Ec2Client ec2;
    private final CloudWatchClient cloudWatch;
    private final S3Client s3;

    AwsEstate(URI endpoint) {
        this.endpoint = endpoint;
        StaticCredentialsProvider nobody = StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
        this.ec2 = Ec2Client.builder()
                .endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(nobody)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        this.cloudWatch = CloudWatchClient.builder()
                .endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(nobody)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        this.s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(nobody)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Forgets all, so that it stays fast. */
    void reset() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/moto-api/reset"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    /** A running instance that did nothing in the last day. */
    Arn idleInstance() {
        String id = ec2.runInstances(request -> request.imageId("ami-12c6146b")
                        .instanceType(InstanceType.M5_XLARGE)
                        .minCount(1)
                        .maxCount(1))
                .instances()
                .get(0)
                .instanceId();
        Instant current = Instant.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = 0; hour <= HOURS; hour++) {
            data.add(datum(id, current.minus(hour, ChronoUnit.HOURS)));
        }
        cloudWatch.putMetricData(request -> request.namespace("AWS/EC2").metricData(data));
        return Arn.instance(REGION.id(), ACCOUNT, id);
    }

    Arn bucket() {
        String name = "crash-" + UUID.randomUUID();
        s3.createBucket(request -> request.bucket(name));
        return Arn.bucket(name);
    }

    Arn vpc() {
        String id =
                ec2.createVpc(request -> request.cidrBlock("10.9.0.0/16")).vpc().vpcId();
        return new Arn("aws", "ec2", REGION.id(), ACCOUNT, "vpc/" + id);
    }

    /** By what names calls that change a target may go: its own, and those of what it holds. */
    List<String> names(Arn target) {
        List<String> names = new ArrayList<>(List.of(target.id()));
        if (target.type().equals("vpc")) {
            Filter ofVpc = Filter.builder().name("vpc-id").values(target.id()).build();
            ec2.describeVpcEndpoints(request -> request.filters(ofVpc))
                    .vpcEndpoints()
                    .forEach(found -> names.add(found.vpcEndpointId()));
        }
        return names;
    }

    private static MetricDatum datum(String instance, Instant hour) {
        return MetricDatum.builder()
                .metricName("CPUUtilization")
                .dimensions(
                        Dimension.builder().name("InstanceId").value(instance).build())
                .timestamp(hour)
                .value(1.5)
                .build();
    }
}
