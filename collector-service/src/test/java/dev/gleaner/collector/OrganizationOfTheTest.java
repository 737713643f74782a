package dev.gleaner.collector;

import dev.gleaner.collector.source.price.RecordedProducts;
import dev.gleaner.contracts.Json;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.AlreadyInOrganizationException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** An organization of the stand-in with an account that lets us in, by an external id, and one that does not; nobody lets us see endpoints. */
public final class OrganizationOfTheTest implements QuarkusTestResourceLifecycleManager {

    private static final String EXTERNAL_ID = "4f2c-of-the-test";
    private static final String DENIED =
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";

    private static final String DENIED_JSON = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}";

    private static String member = "";
    private static String closed = "";
    private @Nullable AwsProxy proxy;

    @Override
    public Map<String, String> start() {
        try (OrganizationsClient organizations = OrganizationsClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            found(organizations);
            member = account(organizations, "open");
            closed = account(organizations, "closed");
        }
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        proxy.answerAll(OrganizationOfTheTest::isRefused, 403, DENIED);
        proxy.answerAll(call -> call.action().equals("ListEndpoints"), 400, DENIED_JSON);
        proxy.answerAll(call -> call.action().equals("GetProducts"), 200, products());
        Map<String, String> settings = new HashMap<>(SetUp.listing(Duration.ofSeconds(5), Duration.ofHours(1)));
        settings.putAll(Map.ofEntries(
                Map.entry("collector.aws.endpoint", proxy.endpoint().toString()),
                Map.entry("collector.aws.regions", "us-east-1"),
                Map.entry("collector.aws.organization.enabled", "true"),
                Map.entry("collector.aws.organization.external-id", EXTERNAL_ID),
                Map.entry("collector.progress.interval", "PT1S"),
                Map.entry("collector.progress.patience", "PT2S"),
                Map.entry("collector.inventory.interval", "PT2S"),
                Map.entry("collector.inventory.buckets.interval", "PT5S"),
                Map.entry("collector.inventory.networks.interval", "PT5S"),
                Map.entry("collector.prices.interval", "PT5S"),
                Map.entry("collector.prices.spot.interval", "PT5S"),
                Map.entry("collector.get-metric-data.enabled", "true"),
                Map.entry("collector.get-metric-data.days", "1"),
                Map.entry("collector.get-metric-data.history.enabled", "false"),
                // One of the accounts is never listed.
                Map.entry("collector.get-metric-data.history.inventory-patience", "PT2S"),
                // The stand-in has no event history.
                Map.entry("collector.cloudtrail.history.enabled", "false"),
                Map.entry("collector.get-metric-data.interval", "PT2S")));
        return settings;
    }

    @Override
    public void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    /** The account that lets us in. */
    static String member() {
        return member;
    }

    /** The account that does not. */
    static String closed() {
        return closed;
    }

    /** Credentials for the account that lets us in, for what a test puts there. */
    static StaticCredentialsProvider inMember() {
        try (StsClient sts = StsClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            Credentials credentials = sts.assumeRole(
                            request -> request.roleArn(role(member)).roleSessionName("set-up"))
                    .credentials();
            return StaticCredentialsProvider.create(AwsSessionCredentials.create(
                    credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()));
        }
    }

    /** The stand-in knows no price list: one with an entry in a currency that we don't read. */
    private static String products() {
        String product = RecordedProducts.instance("us-east-1", "t3.micro", "0.0104000000");
        return Json.text(Map.of(
                "FormatVersion", "aws_v1", "PriceList", List.of(product.replace("\"USD\"", "\"CNY\""), product)));
    }

    private static void found(OrganizationsClient organizations) {
        try {
            organizations.createOrganization(request -> request.featureSet("ALL"));
        } catch (AlreadyInOrganizationException e) {
            // The stand-in is that of all tests of this JVM.
        }
    }

    private static String account(OrganizationsClient organizations, String name) {
        return organizations
                .createAccount(request -> request.accountName(name).email(name + "@example.com"))
                .createAccountStatus()
                .accountId();
    }

    private static boolean isRefused(AwsProxy.Call call) {
        return call.action().equals("AssumeRole")
                && (!call.body().contains("ExternalId=" + EXTERNAL_ID)
                        || call.body().contains(URLEncoder.encode(role(closed), StandardCharsets.UTF_8)));
    }

    private static String role(String account) {
        return "arn:aws:iam::" + account + ":role/gleaner-reader";
    }
}
