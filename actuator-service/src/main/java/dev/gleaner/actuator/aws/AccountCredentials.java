package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.AwsClientFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Credentials by account: those of the role that is configured for the account, the actuator's own credentials for its own
 * account, and none for any other account. A call with the credentials of the wrong account could change a resource of the
 * same name there.
 */
final class AccountCredentials {

    private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::(\\d{12}):role/.+");

    private final ActuatorAwsConfig config;
    private final AwsClientFactory factory;
    private volatile @Nullable String ownAccount;

    /** Throws {@link IllegalArgumentException} when a role does not belong to the account for which it is configured. */
    AccountCredentials(ActuatorAwsConfig config, AwsClientFactory factory) {
        config.accounts().forEach(AccountCredentials::requireRoleOf);
        this.config = config;
        this.factory = factory;
    }

    /**
     * Returns the credentials for calls into an account. An empty account means the account of the actuator's own
     * credentials.
     *
     * @throws UnknownAccountException when the account is neither the own account nor has a role
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

    /**
     * Account of the actuator's own credentials. The first call requests it from AWS, which blocks, and fails if AWS does
     * not answer.
     */
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

    /** Failure of every call into an account that is neither the actuator's own nor has a configured role. */
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
