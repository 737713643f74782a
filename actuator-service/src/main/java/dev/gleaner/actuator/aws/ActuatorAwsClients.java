package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.aws.reachability.AwsReachability;
import dev.gleaner.actuator.aws.reachability.ReachabilityInterceptor;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.service.aws.AwsClientFactory;
import dev.gleaner.service.aws.UnknownLifecycleElementInterceptor;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingAsyncClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClientBuilder;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClientBuilder;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.rbin.RbinAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.ssm.SsmAsyncClient;

/**
 * Creates one AWS client per service, account and region. Clients for reading use the SDK's retry; clients for changes do
 * not. An account with a configured role is called with that role, the account of the actuator's own credentials is called
 * with these, and no other account is called.
 */
@Startup
@ApplicationScoped
public class ActuatorAwsClients {

    /** Session name of assumed roles, as it appears in the CloudTrail of the other account. */
    private static final String SESSION = "gleaner-actuator";

    /** The service that tells the account of the actuator's own credentials, as the SDK calls it. */
    private static final String STS = "Sts";

    /** Region of what belongs to none, as the SDK calls it. */
    private static final String GLOBAL = "aws-global";

    private final ActuatorAwsConfig config;
    private final AwsReachability reachability;
    private final AwsClientFactory factory;
    private final AccountCredentials credentials;
    private final Map<Caller, Ec2AsyncClient> ec2 = new ConcurrentHashMap<>();
    private final Map<Caller, Ec2AsyncClient> ec2WithRetry = new ConcurrentHashMap<>();
    private final Map<Caller, CloudWatchAsyncClient> cloudWatch = new ConcurrentHashMap<>();
    private final Map<Caller, CloudWatchLogsAsyncClient> logs = new ConcurrentHashMap<>();
    private final Map<Caller, CloudWatchLogsAsyncClient> logsWithRetry = new ConcurrentHashMap<>();
    private final Map<Caller, AutoScalingAsyncClient> autoScaling = new ConcurrentHashMap<>();
    private final Map<Caller, AutoScalingAsyncClient> autoScalingWithRetry = new ConcurrentHashMap<>();
    private final Map<Caller, RbinAsyncClient> recycleBin = new ConcurrentHashMap<>();
    private final Map<Caller, RbinAsyncClient> recycleBinWithRetry = new ConcurrentHashMap<>();
    private final Map<Caller, SageMakerAsyncClient> sageMaker = new ConcurrentHashMap<>();
    private final Map<Caller, SageMakerAsyncClient> sageMakerWithRetry = new ConcurrentHashMap<>();
    private final Map<Caller, ApplicationAutoScalingAsyncClient> applicationAutoScaling = new ConcurrentHashMap<>();
    private final Map<Caller, ApplicationAutoScalingAsyncClient> applicationAutoScalingWithRetry =
            new ConcurrentHashMap<>();
    private final Map<Caller, SsmAsyncClient> systemsManager = new ConcurrentHashMap<>();
    private final Map<Caller, SsmAsyncClient> systemsManagerWithRetry = new ConcurrentHashMap<>();
    private final Map<Caller, S3AsyncClient> s3 = new ConcurrentHashMap<>();
    private final Map<Caller, S3AsyncClient> s3WithoutRetry = new ConcurrentHashMap<>();

    ActuatorAwsClients(ActuatorAwsConfig config, AwsReachability reachability) {
        this.config = config;
        this.reachability = reachability;
        this.factory = new AwsClientFactory(
                config.endpoint(),
                config.profile(),
                SESSION,
                sts -> sts.overrideConfiguration(sts.overrideConfiguration().toBuilder()
                        .apiCallTimeout(config.callTimeout())
                        .build()));
        this.credentials = new AccountCredentials(config, factory);
    }

    /**
     * EC2 client for the account and region of a resource, without the SDK's retry: for changes, before each of which the
     * target has to be read again. Throws {@link AwsDisabledException} when AWS is disabled.
     */
    public Ec2AsyncClient ec2(Arn resource) {
        return ec2(Caller.of(resource));
    }

    /**
     * EC2 client for the account and region of a resource, with the SDK's retry: for reading. Throws
     * {@link AwsDisabledException} when AWS is disabled.
     */
    public Ec2AsyncClient ec2WithRetry(Arn resource) {
        requireEnabled();
        return ec2WithRetry.computeIfAbsent(
                Caller.of(resource),
                caller -> configured(Ec2AsyncClient.builder(), caller).build());
    }

    /** EC2 client for a region in the account of the actuator's own credentials, without the SDK's retry. */
    public Ec2AsyncClient ec2(String region) {
        return ec2(Caller.own(region));
    }

    /**
     * CloudWatch client for the account and region of a resource. Throws {@link AwsDisabledException} when AWS is disabled.
     */
    public CloudWatchAsyncClient cloudWatch(Arn resource) {
        requireEnabled();
        return cloudWatch.computeIfAbsent(
                Caller.of(resource),
                caller -> configured(CloudWatchAsyncClient.builder(), caller).build());
    }

    private Ec2AsyncClient ec2(Caller caller) {
        requireEnabled();
        return ec2.computeIfAbsent(caller, this::newEc2WithoutRetry);
    }

    private Ec2AsyncClient newEc2WithoutRetry(Caller caller) {
        return withoutRetry(configured(Ec2AsyncClient.builder(), caller)).build();
    }

    /**
     * CloudWatch Logs client for the account and region of a resource, without the SDK's retry: for changes. Throws
     * {@link AwsDisabledException} when AWS is disabled.
     */
    public CloudWatchLogsAsyncClient logs(Arn resource) {
        requireEnabled();
        return logs.computeIfAbsent(
                Caller.of(resource), caller -> withoutRetry(logsOf(caller)).build());
    }

    /** The same client with the SDK's retry: for reading. */
    public CloudWatchLogsAsyncClient logsWithRetry(Arn resource) {
        requireEnabled();
        return logsWithRetry.computeIfAbsent(
                Caller.of(resource), caller -> logsOf(caller).build());
    }

    /**
     * EC2 Auto Scaling client for the account and region of a resource, without the SDK's retry: for changes. Throws
     * {@link AwsDisabledException} when AWS is disabled.
     */
    public AutoScalingAsyncClient autoScaling(Arn resource) {
        requireEnabled();
        return autoScaling.computeIfAbsent(
                Caller.of(resource),
                caller -> withoutRetry(autoScalingOf(caller)).build());
    }

    /** The same client with the SDK's retry: for reading. */
    public AutoScalingAsyncClient autoScalingWithRetry(Arn resource) {
        requireEnabled();
        return autoScalingWithRetry.computeIfAbsent(
                Caller.of(resource), caller -> autoScalingOf(caller).build());
    }

    /**
     * Recycle Bin client for the account and region of a resource, without the SDK's retry: for changes. Throws
     * {@link AwsDisabledException} when AWS is disabled.
     */
    public RbinAsyncClient recycleBin(Arn resource) {
        requireEnabled();
        return recycleBin.computeIfAbsent(
                Caller.of(resource),
                caller -> withoutRetry(configured(RbinAsyncClient.builder(), caller))
                        .build());
    }

    /** The same client with the SDK's retry: for reading. */
    public RbinAsyncClient recycleBinWithRetry(Arn resource) {
        requireEnabled();
        return recycleBinWithRetry.computeIfAbsent(
                Caller.of(resource),
                caller -> configured(RbinAsyncClient.builder(), caller).build());
    }

    /**
     * SageMaker client for the account and region of a resource, without the SDK's retry: for changes. Throws
     * {@link AwsDisabledException} when AWS is disabled.
     */
    public SageMakerAsyncClient sageMaker(Arn resource) {
        requireEnabled();
        return sageMaker.computeIfAbsent(
                Caller.of(resource),
                caller -> withoutRetry(configured(SageMakerAsyncClient.builder(), caller))
                        .build());
    }

    /** The same client with the SDK's retry: for reading. */
    public SageMakerAsyncClient sageMakerWithRetry(Arn resource) {
        requireEnabled();
        return sageMakerWithRetry.computeIfAbsent(
                Caller.of(resource),
                caller -> configured(SageMakerAsyncClient.builder(), caller).build());
    }

    /**
     * Client of Application Auto Scaling for the account and region of a resource, without the SDK's retry: for changes. Throws
     * {@link AwsDisabledException} when AWS is disabled.
     */
    public ApplicationAutoScalingAsyncClient applicationAutoScaling(Arn resource) {
        requireEnabled();
        return applicationAutoScaling.computeIfAbsent(
                Caller.of(resource),
                caller -> withoutRetry(configured(ApplicationAutoScalingAsyncClient.builder(), caller))
                        .build());
    }

    /** The same client with the SDK's retry: for reading. */
    public ApplicationAutoScalingAsyncClient applicationAutoScalingWithRetry(Arn resource) {
        requireEnabled();
        return applicationAutoScalingWithRetry.computeIfAbsent(
                Caller.of(resource),
                caller -> configured(ApplicationAutoScalingAsyncClient.builder(), caller)
                        .build());
    }

    /**
     * Systems Manager client for the account and region of a resource, without the SDK's retry: for what must not be sent twice.
     * Throws {@link AwsDisabledException} when AWS is disabled.
     */
    public SsmAsyncClient systemsManager(Arn resource) {
        requireEnabled();
        return systemsManager.computeIfAbsent(
                Caller.of(resource),
                caller -> withoutRetry(configured(SsmAsyncClient.builder(), caller))
                        .build());
    }

    /** The same client with the SDK's retry: for reading. */
    public SsmAsyncClient systemsManagerWithRetry(Arn resource) {
        requireEnabled();
        return systemsManagerWithRetry.computeIfAbsent(
                Caller.of(resource),
                caller -> configured(SsmAsyncClient.builder(), caller).build());
    }

    private CloudWatchLogsAsyncClientBuilder logsOf(Caller caller) {
        return configured(CloudWatchLogsAsyncClient.builder(), caller);
    }

    private AutoScalingAsyncClientBuilder autoScalingOf(Caller caller) {
        return configured(AutoScalingAsyncClient.builder(), caller);
    }

    /** Disables the SDK's retry: a changing call is sent only once, whatever the response. */
    private static <B extends AwsClientBuilder<B, ?>> B withoutRetry(B builder) {
        return builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .build());
    }

    /** S3 client with the actuator's own credentials. It calls this region first and then the region of the bucket. */
    public S3AsyncClient s3(String region) {
        return s3(Caller.own(region));
    }

    /**
     * S3 client for the buckets of an account. It calls this region first and then the region of the bucket. Throws
     * {@link AwsDisabledException} when AWS is disabled.
     */
    public S3AsyncClient s3(String account, String region) {
        return s3(new Caller(account, region));
    }

    private S3AsyncClient s3(Caller caller) {
        requireEnabled();
        return s3.computeIfAbsent(
                caller,
                key -> s3(key, override -> override.addExecutionInterceptor(new UnknownLifecycleElementInterceptor())));
    }

    /** The same client without the SDK's retry: for changes, before each of which the target has to be read again. */
    public S3AsyncClient s3WithoutRetry(String account, String region) {
        requireEnabled();
        return s3WithoutRetry.computeIfAbsent(
                new Caller(account, region),
                key -> s3(key, override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())));
    }

    /**
     * Returns the account of a finding, or the account of the actuator's own credentials if the finding names none. It is
     * needed for resources whose ARN does not contain the account.
     */
    public String accountOrOwn(String account) {
        return account.isEmpty() ? observed(Caller.own(GLOBAL), credentials::ownAccount) : account;
    }

    private S3AsyncClient s3(Caller caller, Consumer<ClientOverrideConfiguration.Builder> particulars) {
        S3AsyncClientBuilder builder = configured(S3AsyncClient.builder(), caller);
        ClientOverrideConfiguration.Builder override = builder.overrideConfiguration().toBuilder();
        particulars.accept(override);
        return factory.forBucketsOfAnyRegion(builder.overrideConfiguration(override.build()))
                .build();
    }

    /** Called before a client is created, so that no call can bypass the check. */
    private void requireEnabled() {
        if (!config.enabled()) {
            throw new AwsDisabledException();
        }
    }

    private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> B configured(B builder, Caller caller) {
        // The mark comes first in the user agent because CloudTrail keeps only its first kilobyte.
        return factory.configure(
                builder,
                caller.region(),
                observed(caller, () -> credentials.forAccount(caller.account())),
                override -> override.putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, CloudTrailEcho.MARK)
                        .addExecutionInterceptor(new SendDeadline.Interceptor())
                        .addExecutionInterceptor(new ReachabilityInterceptor(
                                reachability, caller.account(), caller.region(), AwsError::isUnanswered))
                        .apiCallTimeout(config.callTimeout()));
    }

    /** The account of the credentials may have to be asked for, before there is a client whose calls are observed. */
    private <T> T observed(Caller caller, Supplier<T> asking) {
        try {
            T found = asking.get();
            reachability.answered(STS, caller.account(), caller.region());
            return found;
        } catch (SdkException e) {
            if (AwsError.isUnanswered(e)) {
                reachability.failed(STS, caller.account(), caller.region(), e);
            }
            throw e;
        }
    }

    @PreDestroy
    void close() {
        ec2.values().forEach(SdkClient::close);
        ec2WithRetry.values().forEach(SdkClient::close);
        cloudWatch.values().forEach(SdkClient::close);
        logs.values().forEach(SdkClient::close);
        logsWithRetry.values().forEach(SdkClient::close);
        autoScaling.values().forEach(SdkClient::close);
        autoScalingWithRetry.values().forEach(SdkClient::close);
        recycleBin.values().forEach(SdkClient::close);
        recycleBinWithRetry.values().forEach(SdkClient::close);
        sageMaker.values().forEach(SdkClient::close);
        sageMakerWithRetry.values().forEach(SdkClient::close);
        applicationAutoScaling.values().forEach(SdkClient::close);
        applicationAutoScalingWithRetry.values().forEach(SdkClient::close);
        systemsManager.values().forEach(SdkClient::close);
        systemsManagerWithRetry.values().forEach(SdkClient::close);
        s3.values().forEach(SdkClient::close);
        s3WithoutRetry.values().forEach(SdkClient::close);
        factory.close();
    }

    /** Account and region that a client calls. An empty account means the account of the actuator's own credentials. */
    private record Caller(String account, String region) {

        static Caller of(Arn resource) {
            return new Caller(resource.account(), resource.region());
        }

        static Caller own(String region) {
            return new Caller("", region);
        }
    }

    /** Failure of every call while {@code actuator.aws.enabled} is false. */
    static final class AwsDisabledException extends SdkClientException {

        private static final long serialVersionUID = 1L;

        /** The reason in words. */
        static final String TEXT = "AWS is switched off here by actuator.aws.enabled=false";

        AwsDisabledException() {
            super(SdkClientException.builder().message(TEXT));
        }
    }

    /**
     * Credentials by account: those of the role that is configured for the account, the actuator's own credentials for its own
     * account, and none for any other account. A call with the credentials of the wrong account could change a resource of the
     * same name there.
     */
    static final class AccountCredentials {

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
         * @throws AccountCredentials.UnknownAccountException when the account is neither the own account nor has a role
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
}
