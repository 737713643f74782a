package dev.gleaner.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * A resource of a stack with the values of {@code Ref} and {@code Fn::GetAtt} ("Return values" in the reference of each
 * type in the AWS CloudFormation Template Reference).
 *
 * @param properties resolved as far as its name requires
 */
record Made(String id, String type, JsonNode properties) {

    private static final String HERE = Stack.REGION + ":" + Stack.ACCOUNT + ":";

    /** The value of {@code Ref}. */
    String reference() {
        return type.equals("AWS::SQS::Queue")
                ? "https://sqs." + Stack.REGION + ".amazonaws.com/" + Stack.ACCOUNT + "/" + name()
                : name();
    }

    /** The value of {@code Fn::GetAtt}; {@link IllegalArgumentException} if the type has no such attribute. */
    String attribute(String attribute) {
        return switch (type + " " + attribute) {
            case "AWS::S3::Bucket Arn" -> "arn:aws:s3:::" + name();
            case "AWS::SQS::Queue Arn" -> "arn:aws:sqs:" + HERE + name();
            case "AWS::SQS::Queue QueueName" -> name();
            case "AWS::IAM::Role Arn" -> "arn:aws:iam::" + Stack.ACCOUNT + ":role/" + name();
            case "AWS::Events::Rule Arn" -> "arn:aws:events:" + HERE + "rule/" + name();
            case "AWS::KinesisFirehose::DeliveryStream Arn" -> "arn:aws:firehose:" + HERE + "deliverystream/" + name();
            default -> throw new IllegalArgumentException(id + " has no " + attribute + " that this test knows");
        };
    }

    /** Without a given name CloudFormation generates one. */
    private String name() {
        for (String key : new String[] {"BucketName", "QueueName", "RoleName", "DeliveryStreamName", "Name"}) {
            if (properties.has(key)) {
                return properties.path(key).asText();
            }
        }
        return "stack-" + id.toLowerCase(Locale.ROOT) + "-1a2b3c4d5e6f";
    }
}
