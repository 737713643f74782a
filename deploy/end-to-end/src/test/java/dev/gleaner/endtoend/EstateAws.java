package dev.gleaner.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.resource.Arn;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What AWS itself says of the resources that findings are about, asked past everything that is tested. */
final class EstateAws {

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private final Ec2Client ec2;
    private final S3Client s3;

    EstateAws(URI endpoint) {
        ec2 = Ec2Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CREDENTIALS)
                .build();
        s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CREDENTIALS)
                .build();
    }

    /** What is left of a resource's ARN without what is common to all of its kind. */
    static String id(JsonNode finding) {
        return Arn.parse(finding.get("resource").asText()).id();
    }

    /** Name tag of an instance, empty without one. */
    String name(JsonNode finding) {
        return instance(finding).tags().stream()
                .filter(tag -> tag.key().equals("Name"))
                .map(Tag::value)
                .findFirst()
                .orElse("");
    }

    /** "running", "stopped", ... */
    String state(JsonNode finding) {
        return instance(finding).state().nameAsString();
    }

    /** Ids of the lifecycle rules of a bucket. */
    List<String> rules(JsonNode finding) {
        try {
            return s3.getBucketLifecycleConfiguration(request -> request.bucket(id(finding))).rules().stream()
                    .map(LifecycleRule::id)
                    .toList();
        } catch (S3Exception e) {
            if (e.awsErrorDetails().errorCode().equals("NoSuchLifecycleConfiguration")) {
                return List.of();
            }
            throw e;
        }
    }

    /** How many endpoints a VPC has. */
    int endpoints(JsonNode finding) {
        Filter ofVpc = Filter.builder().name("vpc-id").values(id(finding)).build();
        return ec2.describeVpcEndpoints(request -> request.filters(ofVpc))
                .vpcEndpoints()
                .size();
    }

    private Instance instance(JsonNode finding) {
        return ec2.describeInstances(request -> request.instanceIds(id(finding)))
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }
}
