package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.AwsClientFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Credentials by account: those of a role where one is configured, our own for our own account, and none for any other:
 * what is called by the credentials of one account in the belief that it is another would act on a namesake there.
 */
final class AccountCredentials {

    private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::(\\d{12}):role/.+");

    private final ActuatorAwsConfig config;
    private final AwsClientFactory factory;
    private volatile @Nullable String ownAccount;

    /** Throws {@link IllegalArgumentException} when a role is not of the account that it is configured for. */
    AccountCredentials(ActuatorAwsConfig config, AwsClientFactory factory) {
        config.accounts().forEach(AccountCredentials::requireRoleOf);
        this.config = config;
        this.factory = factory;
    }

    /**
     * Credentials for calls into an account; none named stands for our own.
     *
     * @throws AccountCredentials.UnknownAccountException when it is neither our own nor has a role
     */
    AwsCredentialsProvider forAccount(String account) {
        ActuatorAwsConfig.Account other = config.accounts().get(account);
        if (other != null) {
            return factory.assumeRole(other.role(), other.externalId());
        }
        if (!account.isEmpty() && !account.equals(ownAccount())) {
            throw new UnknownAccountException(account, ownAccount());
        }
        return factory.ownCredentials();
    }

    /** The account of our own credentials. Asked of AWS at first, which blocks; fails where AWS does not answer. */
    String ownAccount() {
        String known = ownAccount;
        if (known == null) {
            known = factory.sts().getCallerIdentity().account();
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
