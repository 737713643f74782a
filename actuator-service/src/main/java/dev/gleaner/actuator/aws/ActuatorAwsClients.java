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
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.ssm.SsmAsyncClient;

/**
 * Creates one AWS client per service, account and region. Clients for reading use the SDK's retry; clients for changes do
 * not. An account with a configured role is called with that role, the account of the actuator's own credentials is called
 * with these, and no other account is called. Every method that returns a client throws {@link AwsDisabledException} when AWS is
 * disabled.
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
    private final Map<ClientKey<?>, SdkClient> clients = new ConcurrentHashMap<>();
    private final Ec2Instance.TypeLookup instanceTypes = new Ec2Instance.TypeLookup(this);

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

    /** EC2 for changes: without the SDK's retry. */
    public Ec2AsyncClient ec2(Arn resource) {
        return forChanges(Ec2AsyncClient.class, Ec2AsyncClient::builder, resource);
    }

    /** EC2 for reading: with the SDK's retry. */
    public Ec2AsyncClient ec2WithRetry(Arn resource) {
        return forReading(Ec2AsyncClient.class, Ec2AsyncClient::builder, resource);
    }

    /** EC2 for a region in the account of the actuator's own credentials, without the SDK's retry. */
    public Ec2AsyncClient ec2(String region) {
        return client(
                new ClientKey<>(Ec2AsyncClient.class, false, Caller.own(region)),
                Ec2AsyncClient::builder,
                ActuatorAwsClients::disableRetry);
    }

    /** What EC2 told of instance types, once for everyone who asks by these clients. */
    public Ec2Instance.TypeLookup instanceTypes() {
        return instanceTypes;
    }

    /** CloudWatch for reading: with the SDK's retry. */
    public CloudWatchAsyncClient cloudWatch(Arn resource) {
        return forReading(CloudWatchAsyncClient.class, CloudWatchAsyncClient::builder, resource);
    }

    /** EC2 Auto Scaling for changes: without the SDK's retry. */
    public AutoScalingAsyncClient autoScaling(Arn resource) {
        return forChanges(AutoScalingAsyncClient.class, AutoScalingAsyncClient::builder, resource);
    }

    /** EC2 Auto Scaling for reading: with the SDK's retry. */
    public AutoScalingAsyncClient autoScalingWithRetry(Arn resource) {
        return forReading(AutoScalingAsyncClient.class, AutoScalingAsyncClient::builder, resource);
    }

    /** SageMaker for changes: without the SDK's retry. */
    public SageMakerAsyncClient sageMaker(Arn resource) {
        return forChanges(SageMakerAsyncClient.class, SageMakerAsyncClient::builder, resource);
    }

    /** SageMaker for reading: with the SDK's retry. */
    public SageMakerAsyncClient sageMakerWithRetry(Arn resource) {
        return forReading(SageMakerAsyncClient.class, SageMakerAsyncClient::builder, resource);
    }

    /** Application Auto Scaling for changes: without the SDK's retry. */
    public ApplicationAutoScalingAsyncClient applicationAutoScaling(Arn resource) {
        return forChanges(
                ApplicationAutoScalingAsyncClient.class, ApplicationAutoScalingAsyncClient::builder, resource);
    }

    /** Application Auto Scaling for reading: with the SDK's retry. */
    public ApplicationAutoScalingAsyncClient applicationAutoScalingWithRetry(Arn resource) {
        return forReading(
                ApplicationAutoScalingAsyncClient.class, ApplicationAutoScalingAsyncClient::builder, resource);
    }

    /** Systems Manager for what must not be sent twice: without the SDK's retry. */
    public SsmAsyncClient systemsManager(Arn resource) {
        return forChanges(SsmAsyncClient.class, SsmAsyncClient::builder, resource);
    }

    /** Systems Manager for reading: with the SDK's retry. */
    public SsmAsyncClient systemsManagerWithRetry(Arn resource) {
        return forReading(SsmAsyncClient.class, SsmAsyncClient::builder, resource);
    }

    /** S3 for reading, with the actuator's own credentials. It calls this region first and then the region of the bucket. */
    public S3AsyncClient s3(String region) {
        return s3(Caller.own(region));
    }

    /** S3 for reading buckets of an account: with the SDK's retry. It calls this region first and then the region of the bucket. */
    public S3AsyncClient s3(String account, String region) {
        return s3(new Caller(account, region));
    }

    private S3AsyncClient s3(Caller caller) {
        return client(
                new ClientKey<>(S3AsyncClient.class, true, caller),
                () -> factory.forBucketsOfAnyRegion(S3AsyncClient.builder()),
                override -> override.addExecutionInterceptor(new UnknownLifecycleElementInterceptor()));
    }

    /** The same for changes: without the SDK's retry. */
    public S3AsyncClient s3WithoutRetry(String account, String region) {
        return client(
                new ClientKey<>(S3AsyncClient.class, false, new Caller(account, region)),
                () -> factory.forBucketsOfAnyRegion(S3AsyncClient.builder()),
                ActuatorAwsClients::disableRetry);
    }

    /**
     * A client of a service that one kind of target alone uses, without the SDK's retry: a changing call is sent only once, and before the
     * next one the target has to be read again.
     */
    public <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C extends SdkClient> C forChanges(
            Class<C> type, Supplier<B> builder, Arn resource) {
        return client(new ClientKey<>(type, false, Caller.of(resource)), builder, ActuatorAwsClients::disableRetry);
    }

    /** The same for reading: with the SDK's retry. */
    public <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C extends SdkClient> C forReading(
            Class<C> type, Supplier<B> builder, Arn resource) {
        return client(new ClientKey<>(type, true, Caller.of(resource)), builder, override -> {});
    }

    private static void disableRetry(ClientOverrideConfiguration.Builder override) {
        override.retryStrategy(AwsRetryStrategy.doNotRetry());
    }

    /** The client of this key, made once. What exists is found without waiting for the credentials of another account. */
    private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C extends SdkClient> C client(
            ClientKey<C> key, Supplier<B> builder, Consumer<ClientOverrideConfiguration.Builder> particulars) {
        requireEnabled();
        SdkClient known = clients.get(key);
        return key.type()
                .cast(
                        known == null
                                ? clients.computeIfAbsent(
                                        key,
                                        missing -> configured(builder.get(), key.caller(), particulars)
                                                .build())
                                : known);
    }

    /**
     * Returns the account of a finding, or the account of the actuator's own credentials if the finding names none. It is
     * needed for resources whose ARN does not contain the account.
     */
    public String accountOrOwn(String account) {
        return account.isEmpty() ? observed(Caller.own(GLOBAL), credentials::ownAccount) : account;
    }

    /** Called before a client is created, so that no call can bypass the check. */
    private void requireEnabled() {
        if (!config.enabled()) {
            throw new AwsDisabledException();
        }
    }

    private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> B configured(
            B builder, Caller caller, Consumer<ClientOverrideConfiguration.Builder> particulars) {
        // The mark comes first in the user agent because CloudTrail keeps only its first kilobyte.
        return factory.configure(
                builder,
                caller.region(),
                observed(caller, () -> credentials.forAccount(caller.account())),
                override -> particulars.accept(
                        override.putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, CloudTrailEcho.MARK)
                                .addExecutionInterceptor(new SendDeadline.Interceptor())
                                .addExecutionInterceptor(new ReachabilityInterceptor(
                                        reachability, caller.account(), caller.region(), AwsError::isUnanswered))
                                .apiCallTimeout(config.callTimeout())));
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
        clients.values().forEach(SdkClient::close);
        factory.close();
    }

    /**
     * What tells one client from another.
     *
     * @param retries whether the SDK repeats a call that failed
     */
    private record ClientKey<C extends SdkClient>(Class<C> type, boolean retries, Caller caller) {}

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
}
