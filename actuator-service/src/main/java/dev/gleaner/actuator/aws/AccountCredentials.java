package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.Interceptors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** Credentials by account: those of a role where one is configured, else our own. Made when first asked for. */
final class AccountCredentials implements AutoCloseable {

    /** Where roles are asked for; they are good everywhere. */
    private static final Region HOME = Region.US_EAST_1;

    /** What the other account's trail calls us. */
    private static final String SESSION = "gleaner-actuator";

    private final AwsConfig config;
    private final AwsCredentialsProvider own;
    private final Map<String, StsAssumeRoleCredentialsProvider> roles = new ConcurrentHashMap<>();
    private @Nullable StsClient sts;

    AccountCredentials(AwsConfig config) {
        this.config = config;
        this.own = config.profile()
                .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /** Credentials for calls into an account. */
    AwsCredentialsProvider of(String account) {
        AwsConfig.Account other = config.accounts().get(account);
        return other == null ? own : roles.computeIfAbsent(account, number -> role(other));
    }

    private StsAssumeRoleCredentialsProvider role(AwsConfig.Account account) {
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(account.role())
                .roleSessionName(SESSION)
                .externalId(account.externalId().orElse(null))
                .build();
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts())
                .refreshRequest(request)
                .build();
    }

    private synchronized StsClient sts() {
        if (sts == null) {
            StsClientBuilder builder = StsClient.builder();
            config.endpoint().ifPresent(builder::endpointOverride);
            sts = builder.region(HOME)
                    .credentialsProvider(own)
                    .overrideConfiguration(override -> override.apiCallTimeout(config.callTimeout())
                            .executionInterceptors(Interceptors.found())
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
