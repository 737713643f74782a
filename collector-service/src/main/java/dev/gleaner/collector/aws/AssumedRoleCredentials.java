package dev.gleaner.collector.aws;

import dev.gleaner.service.aws.ClasspathInterceptors;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Credentials by account: those of its role, or our own. A role is taken when first needed, and again before it ends. */
final class AssumedRoleCredentials implements AutoCloseable {

    /** Where roles are asked for; they are good everywhere. */
    private static final Region HOME = Region.US_EAST_1;

    /** What the other account's trail calls us. */
    private static final String SESSION = "gleaner-collector";

    private final AwsCredentialsProvider own;
    private final Optional<URI> endpoint;
    private final Map<AwsAccount.Role, StsAssumeRoleCredentialsProvider> roles = new ConcurrentHashMap<>();
    private @Nullable StsClient sts;

    AssumedRoleCredentials(CollectorAwsConfig config) {
        this.endpoint = config.endpoint();
        this.own = config.profile()
                .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    AwsCredentialsProvider own() {
        return own;
    }

    AwsCredentialsProvider forAccount(AwsAccount account) {
        return account.role()
                .<AwsCredentialsProvider>map(role -> roles.computeIfAbsent(role, this::assumeRole))
                .orElse(own);
    }

    private StsAssumeRoleCredentialsProvider assumeRole(AwsAccount.Role role) {
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts())
                .refreshRequest(request -> request.roleArn(role.arn())
                        .roleSessionName(SESSION)
                        .externalId(role.externalId().orElse(null)))
                .build();
    }

    private synchronized StsClient sts() {
        if (sts == null) {
            StsClientBuilder builder = StsClient.builder();
            endpoint.ifPresent(builder::endpointOverride);
            sts = builder.region(HOME)
                    .credentialsProvider(own)
                    .httpClient(UrlConnectionHttpClient.create())
                    .overrideConfiguration(override -> override.executionInterceptors(ClasspathInterceptors.load())
                            .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "gleaner/credentials"))
                    .build();
        }
        return sts;
    }

    @Override
    public synchronized void close() {
        roles.values().forEach(StsAssumeRoleCredentialsProvider::close);
        if (sts != null) {
            sts.close();
        }
    }
}
