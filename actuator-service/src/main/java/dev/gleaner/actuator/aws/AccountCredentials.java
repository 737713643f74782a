package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.ClasspathInterceptors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * Credentials by account: those of a role where one is configured, our own for our own account, and none for any other:
 * what is called by the credentials of one account in the belief that it is another would act on a namesake there.
 */
public final class AccountCredentials implements AutoCloseable {

    /** Where roles are asked for; they are good everywhere. */
    private static final Region HOME = Region.US_EAST_1;

    private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::(\\d{12}):role/.+");

    /** What the other account's trail calls us. */
    private static final String SESSION = "gleaner-actuator";

    private final ActuatorAwsConfig config;
    private final AwsCredentialsProvider own;
    private final Map<String, StsAssumeRoleCredentialsProvider> roles = new ConcurrentHashMap<>();
    private @Nullable StsClient sts;
    private volatile @Nullable String ownAccount;

    /** Throws {@link IllegalArgumentException} when a role is not of the account that it is configured for. */
    public AccountCredentials(ActuatorAwsConfig config) {
        config.accounts().forEach(AccountCredentials::requireRoleOf);
        this.config = config;
        this.own = config.profile()
                .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /**
     * Credentials for calls into an account; none named stands for our own.
     *
     * @throws AccountCredentials.UnknownAccountException when it is neither our own nor has a role
     */
    AwsCredentialsProvider forAccount(String account) {
        ActuatorAwsConfig.Account other = config.accounts().get(account);
        if (other != null) {
            return roles.computeIfAbsent(account, number -> role(other));
        }
        if (!account.isEmpty() && !account.equals(ownAccount())) {
            throw new UnknownAccountException(account, ownAccount());
        }
        return own;
    }

    /** The account of our own credentials. Asked of AWS at first, which blocks; fails where AWS does not answer. */
    String ownAccount() {
        String known = ownAccount;
        if (known == null) {
            known = sts().getCallerIdentity().account();
            ownAccount = known;
        }
        return known;
    }

    private static void requireRoleOf(String account, ActuatorAwsConfig.Account other) {
        Matcher role = ROLE.matcher(other.role());
        if (!role.matches() || !role.group(1).equals(account)) {
            throw new IllegalArgumentException("actuator.aws.accounts.\"" + account + "\".role=" + other.role()
                    + " is not the ARN of a role of account " + account);
        }
    }

    private StsAssumeRoleCredentialsProvider role(ActuatorAwsConfig.Account account) {
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
                            .executionInterceptors(ClasspathInterceptors.load())
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

    /** What every call comes to that would go into an account that is neither our own nor has a role configured. */
    static final class UnknownAccountException extends SdkClientException {

        private static final long serialVersionUID = 1L;

        UnknownAccountException(String account, String own) {
            super(SdkClientException.builder()
                    .message("our credentials are of account " + own + ", not of " + account
                            + ", and no role is configured for it: set actuator.aws.accounts.\"" + account
                            + "\".role"));
        }
    }
}
