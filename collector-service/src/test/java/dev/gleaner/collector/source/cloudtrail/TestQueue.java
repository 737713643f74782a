package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.test.aws.AwsStandIn;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue of the stand-in, seen by those who send. */
record TestQueue(String name) {

    /** Makes one of this name, or takes the one that is there. */
    static TestQueue create(String name) {
        try (SqsAsyncClient sqs = sqs()) {
            sqs.createQueue(request -> request.queueName(name)).join();
        }
        return new TestQueue(name);
    }

    URI url() {
        return AwsStandIn.endpoint().resolve("/123456789012/" + name);
    }

    /** As notifications name it. */
    String arn() {
        return "arn:aws:sqs:us-east-1:123456789012:" + name;
    }

    void send(String body) {
        try (SqsAsyncClient sqs = sqs()) {
            sqs.sendMessage(request -> request.queueUrl(url().toString()).messageBody(body))
                    .join();
        }
    }

    /** Moves what was received so often to another queue. */
    void redrive(TestQueue dead, int receives) {
        try (SqsAsyncClient sqs = sqs()) {
            sqs.setQueueAttributes(request -> request.queueUrl(url().toString())
                            .attributes(Map.of(
                                    QueueAttributeName.REDRIVE_POLICY,
                                    "{\"deadLetterTargetArn\":\"" + dead.arn() + "\",\"maxReceiveCount\":" + receives
                                            + "}")))
                    .join();
        }
    }

    /** Messages that are not deleted. */
    int size() {
        try (SqsAsyncClient sqs = sqs()) {
            return sqs
                    .getQueueAttributes(request -> request.queueUrl(url().toString())
                            .attributeNames(
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                    .join()
                    .attributes()
                    .values()
                    .stream()
                    .mapToInt(Integer::parseInt)
                    .sum();
        }
    }

    private static SqsAsyncClient sqs() {
        return SqsAsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }
}
