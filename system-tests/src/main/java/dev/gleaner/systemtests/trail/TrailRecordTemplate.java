package dev.gleaner.systemtests.trail;

import java.util.function.BiConsumer;

/**
 * The events of a trail, with their numbers among the 30,477 records of the recorded trail of the SANS 504 lab (5 days of 2021,
 * 13 regions), in the form and size of CloudTrail. DESCRIBE stands for the calls of 116 names that list and describe.
 */
enum TrailRecordTemplate {
    PUT_DENIED(9_686, Parts.SERVICE_DELIVERY, "s3", "PutObject", """
            "sourceIPAddress":"delivery.logs.amazonaws.com","userAgent":"delivery.logs.amazonaws.com",
            "errorCode":"AccessDenied","errorMessage":"Access Denied","requestParameters":{"bucketName":"~bucket~",
            "Host":"~bucket~.s3.~region~.amazonaws.com","x-amz-acl":"bucket-owner-full-control","key":"~key~"},
            "responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4",
            "CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0.0,"AuthenticationMethod":"AuthHeader",
            "x-amz-id-2":"~secret~","bytesTransferredOut":243.0},"requestID":"~request~","eventID":"~event~",
            "readOnly":false,"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::~bucket~/~key~"},
            {"accountId":"~account~","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::~bucket~"}],"eventType":"AwsApiCall",
            "managementEvent":false,"recipientAccountId":"~account~","sharedEventID":"~shared~",
            "vpcEndpointId":"vpce-0aaaaaaa","eventCategory":"Data"}"""),
    PUT(5_393, Parts.SERVICE_TRAIL, "s3", "PutObject", """
            "sourceIPAddress":"cloudtrail.amazonaws.com","userAgent":"cloudtrail.amazonaws.com",
            "requestParameters":{"bucketName":"~bucket~","x-amz-acl":"bucket-owner-full-control",
            "x-amz-server-side-encryption-context":"~secret~~secret~","x-amz-server-side-encryption-aws-kms-key-id":
            "arn:aws:kms:~region~:~account~:key/~fixed~","Host":"~bucket~.s3.~region~.amazonaws.com",
            "x-amz-server-side-encryption":"aws:kms","key":"~key~"},"responseElements":{
            "x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:~region~:~account~:key/~fixed~",
            "x-amz-server-side-encryption":"aws:kms","x-amz-expiration":
            "expiry-date=\\"Thu, 28 Oct 2027 00:00:00 GMT\\", rule-id=\\"~bucket~\\"",
            "x-amz-server-side-encryption-context":"~secret~~secret~~secret~"},"additionalEventData":{
            "SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":~bytes~.0,
            "SSEApplied":"SSE_KMS","AuthenticationMethod":"AuthHeader","x-amz-id-2":"~secret~","bytesTransferredOut":0.0},
            "requestID":"~request~","eventID":"~event~","readOnly":false,"resources":[{"type":"AWS::S3::Object",
            "ARN":"arn:aws:s3:::~bucket~/~key~"},{"accountId":"~account~","type":"AWS::S3::Bucket",
            "ARN":"arn:aws:s3:::~bucket~"}],"eventType":"AwsApiCall","managementEvent":false,
            "recipientAccountId":"~account~","sharedEventID":"~shared~","eventCategory":"Data"}"""),
    GET_ACL(6_737, Parts.SERVICE_TRAIL, "s3", "GetBucketAcl", """
            "sourceIPAddress":"cloudtrail.amazonaws.com","userAgent":"cloudtrail.amazonaws.com",
            "requestParameters":{"bucketName":"~bucket~","Host":"~bucket~.s3.~region~.amazonaws.com","acl":""},
            "responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4",
            "CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader",
            "x-amz-id-2":"~secret~","bytesTransferredOut":931},"requestID":"~request~","eventID":"~event~",
            "readOnly":true,"resources":[{"accountId":"~account~","type":"AWS::S3::Bucket",
            "ARN":"arn:aws:s3:::~bucket~"}],"eventType":"AwsApiCall","managementEvent":true,
            "recipientAccountId":"~account~","sharedEventID":"~shared~","eventCategory":"Management"}"""),
    DATA_KEY(5_097, Parts.SERVICE_TRAIL, "kms", "GenerateDataKey", """
            "sourceIPAddress":"cloudtrail.amazonaws.com","userAgent":"cloudtrail.amazonaws.com",
            "requestParameters":{"keyId":"arn:aws:kms:~region~:~account~:key/~fixed~","encryptionContext":{
            "aws:cloudtrail:arn":"arn:aws:cloudtrail:~region~:~account~:trail/events",
            "aws:s3:arn":"arn:aws:s3:::~bucket~/AWSLogs/~account~/CloudTrail/"},"keySpec":"AES_256"},
            "responseElements":null,"requestID":"~event-like~","eventID":"~event~","readOnly":true,"resources":[{
            "accountId":"~account~","type":"AWS::KMS::Key","ARN":"arn:aws:kms:~region~:~account~:key/~fixed~"}],
            "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"~account~","sharedEventID":"~shared~",
            "eventCategory":"Management"}"""),
    GET(1_168, Parts.USER, "s3", "GetObject", """
            "sourceIPAddress":"~address~",
            "userAgent":"[aws-cli/2.2.16 Python/3.8.8 Darwin/20.5.0 exe/x86_64 prompt/off command/s3.sync]",
            "requestParameters":{"bucketName":"~bucket~","Host":"~bucket~.s3.~region~.amazonaws.com","key":"~key~"},
            "responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4",
            "CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0.0,"AuthenticationMethod":"AuthHeader",
            "x-amz-id-2":"~secret~","bytesTransferredOut":~bytes~.0},"requestID":"~request~","eventID":"~event~",
            "readOnly":true,"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::~bucket~/~key~"},{
            "accountId":"~account~","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::~bucket~"}],"eventType":"AwsApiCall",
            "managementEvent":false,"recipientAccountId":"~account~","eventCategory":"Data"}"""),
    DECRYPT(1_132, Parts.USER, "kms", "Decrypt", """
            "sourceIPAddress":"AWS Internal","userAgent":"AWS Internal","requestParameters":{
            "encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{
            "aws:cloudtrail:arn":"arn:aws:cloudtrail:~region~:~account~:trail/events",
            "aws:s3:arn":"arn:aws:s3:::~bucket~/~key~"}},"responseElements":null,"requestID":"~event-like~",
            "eventID":"~event~","readOnly":true,"resources":[{"accountId":"~account~","type":"AWS::KMS::Key",
            "ARN":"arn:aws:kms:~region~:~account~:key/~fixed~"}],"eventType":"AwsApiCall","managementEvent":true,
            "recipientAccountId":"~account~","eventCategory":"Management"}"""),
    HEAD_DENIED(325, Parts.SERVICE_DELIVERY, "s3", "HeadBucket", """
            "sourceIPAddress":"delivery.logs.amazonaws.com","userAgent":"delivery.logs.amazonaws.com",
            "errorCode":"AccessDenied","errorMessage":"Access Denied","requestParameters":{"bucketName":"~bucket~",
            "Host":"~bucket~.s3.~region~.amazonaws.com"},"responseElements":null,"additionalEventData":{
            "SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0.0,
            "AuthenticationMethod":"AuthHeader","x-amz-id-2":"~secret~","bytesTransferredOut":243.0},
            "requestID":"~request~","eventID":"~event~","readOnly":true,"resources":[{"type":"AWS::S3::Object",
            "ARNPrefix":"arn:aws:s3:::~bucket~/"},{"accountId":"~account~","type":"AWS::S3::Bucket",
            "ARN":"arn:aws:s3:::~bucket~"}],"eventType":"AwsApiCall","managementEvent":false,
            "recipientAccountId":"~account~","sharedEventID":"~shared~","vpcEndpointId":"vpce-0aaaaaaa",
            "eventCategory":"Data"}"""),
    DESCRIBE(939, Parts.USER, "ec2", "DescribeInstances", """
            "sourceIPAddress":"~address~","userAgent":"console.ec2.amazonaws.com","requestParameters":{"maxResults":1000,
            "instancesSet":{},"filterSet":{"items":[{"name":"instance-state-code","valueSet":{"items":[{"value":"16"}]}}]}},
            "responseElements":null,"requestID":"~event-like~","eventID":"~event~","readOnly":true,
            "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"~account~",
            "eventCategory":"Management"}"""),
    /** As rare as in the recorded trail; without them no instance would be known. */
    START(10, Parts.USER, "ec2", "StartInstances", """
            "sourceIPAddress":"~address~","userAgent":"console.ec2.amazonaws.com","requestParameters":{"instancesSet":{
            "items":[{"instanceId":"~instance~"}]}},"responseElements":{"requestId":"~event-like~",
            "instancesSet":{"items":[{"instanceId":"~instance~","currentState":{"code":0,"name":"pending"},
            "previousState":{"code":80,"name":"stopped"}}]}},"requestID":"~event-like~","eventID":"~event~",
            "readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"~account~",
            "eventCategory":"Management"}""");

    private final int weight;
    private final Text template;

    TrailRecordTemplate(int weight, String identity, String service, String name, String rest) {
        this.weight = weight;
        this.template =
                new Text("{\"eventVersion\":\"1.08\",\"userIdentity\":" + identity + ",\"eventTime\":\"~time~\","
                        + "\"eventSource\":\"" + service + ".amazonaws.com\",\"eventName\":\"" + name
                        + "\",\"awsRegion\":\"~region~\"," + rest);
    }

    /** Its share of the sum of all weights. */
    int weight() {
        return weight;
    }

    Text template() {
        return template;
    }

    /** Whether the collector publishes the event, as it changes a resource or moves data. */
    boolean isPublished() {
        return this == PUT || this == GET || this == START;
    }

    private static final class Parts {
        static final String SERVICE_DELIVERY =
                "{\"type\":\"AWSService\",\"invokedBy\":\"delivery.logs.amazonaws.com\"}";
        static final String SERVICE_TRAIL = "{\"type\":\"AWSService\",\"invokedBy\":\"cloudtrail.amazonaws.com\"}";
        static final String USER = "{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:jane.doe\","
                + "\"arn\":\"arn:aws:sts::~account~:assumed-role/trainer/jane.doe\",\"accountId\":\"~account~\","
                + "\"accessKeyId\":\"ASIAEXAMPLE\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\","
                + "\"principalId\":\"AROAEXAMPLE\",\"arn\":\"arn:aws:iam::~account~:role/trainer\","
                + "\"accountId\":\"~account~\",\"userName\":\"trainer\"},\"webIdFederationData\":{},\"attributes\":{"
                + "\"creationDate\":\"2026-03-01T00:07:51Z\",\"mfaAuthenticated\":\"false\"}}}";
    }

    /** A text with placeholders, each a name between tildes. */
    static final class Text {

        /** Texts and names in turn, beginning with a text. */
        private final String[] parts;

        Text(String text) {
            parts = text.replace("\n", "").split("~", -1);
        }

        /** Appends the text; the caller appends the values of the placeholders. */
        void fill(StringBuilder target, BiConsumer<String, StringBuilder> places) {
            for (int i = 0; i < parts.length; i++) {
                if (i % 2 == 0) {
                    target.append(parts[i]);
                } else {
                    places.accept(parts[i], target);
                }
            }
        }
    }
}
