package dev.gleaner.collector.aws;

import dev.gleaner.service.aws.AwsClientFactory;
import dev.gleaner.service.aws.UnknownLifecycleElementInterceptor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.organizations.OrganizationsAsyncClient;
import software.amazon.awssdk.services.pricing.PricingAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sts.StsAsyncClient;

/** AWS clients, one per service, account and region, built at first use. All share connections and threads. */
@ApplicationScoped
public class RateLimitedAwsClients {

    /** The id of our own account is not known before STS has been called. */
    private static final AwsAccount OWN_ACCOUNT = AwsAccount.ofOwnCredentials("");

    /** Session name of assumed roles in the other account's CloudTrail. */
    private static final String SESSION = "gleaner-collector";

    private final List<String> regions;
    private final AwsClientFactory factory;
    private final ApiRateLimiter apiRateLimiter;
    private final CallCostMeter meter;
    private final SharedThreads threads = new SharedThreads();
    private final Map<Key, SdkClient> clients = new ConcurrentHashMap<>();

    RateLimitedAwsClients(CollectorAwsConfig config, ApiRateLimiter apiRateLimiter, CallCostMeter meter) {
        this.regions = config.regions().orElse(List.of());
        this.factory = new AwsClientFactory(
                config.endpoint(), config.profile(), SESSION, sts -> sts.httpClient(UrlConnectionHttpClient.create()));
        this.apiRateLimiter = apiRateLimiter;
        this.meter = meter;
    }

    /** The configured regions. */
    public List<String> regions() {
        return regions;
    }

    /**
     * The client of a service that documents no limit of calls, for a region of an account, such as
     * {@code client(BedrockAsyncClient.class, BedrockAsyncClient::builder, where)}.
     */
    public <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C extends SdkClient> C client(
            Class<C> type, Supplier<B> builder, AwsAccountRegion awsAccountRegion) {
        return client(type, builder, awsAccountRegion, CallRate.UNDOCUMENTED);
    }

    /**
     * The client of a service for a region of an account.
     *
     * @param rate of each of its operations; the same wherever the service is called for an account
     */
    public <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C extends SdkClient> C client(
            Class<C> type, Supplier<B> builder, AwsAccountRegion awsAccountRegion, CallRate rate) {
        return build(
                type,
                awsAccountRegion,
                () -> configure(builder.get(), awsAccountRegion, rate).build());
    }

    /** EC2, whose limit is a bucket of 50, refilled by 10 a second (EC2 API throttling, 2026). */
    public Ec2AsyncClient ec2(AwsAccountRegion awsAccountRegion) {
        return client(Ec2AsyncClient.class, Ec2AsyncClient::builder, awsAccountRegion, new CallRate(25, 5));
    }

    /** CloudWatch, whose limit of GetMetricData is 50 a second (CloudWatch service quotas, 2026). */
    public CloudWatchAsyncClient cloudWatch(AwsAccountRegion awsAccountRegion) {
        return client(
                CloudWatchAsyncClient.class, CloudWatchAsyncClient::builder, awsAccountRegion, new CallRate(25, 25));
    }

    /**
     * CloudTrail. The limit of LookupEvents is two a second without bursts; half of that would never catch up.
     */
    public CloudTrailAsyncClient cloudTrail(AwsAccountRegion awsAccountRegion) {
        return client(
                CloudTrailAsyncClient.class, CloudTrailAsyncClient::builder, awsAccountRegion, new CallRate(1, 2));
    }

    /** CloudTrail of a region with our own credentials, for public keys, which are the same for every account. */
    public CloudTrailAsyncClient cloudTrail(String region) {
        return client(
                CloudTrailAsyncClient.class, CloudTrailAsyncClient::builder, inOwnAccount(region), CallRate.UNLIMITED);
    }

    /** SQS of a region with our own credentials. */
    public SqsAsyncClient sqs(String region) {
        return client(SqsAsyncClient.class, SqsAsyncClient::builder, inOwnAccount(region), CallRate.UNLIMITED);
    }

    /** S3 with our own credentials, for buckets of any region. */
    public S3AsyncClient s3() {
        return s3(OWN_ACCOUNT);
    }

    /**
     * S3 of an account, for buckets of any region. Reading a lifecycle configuration fails if it has elements that the
     * SDK does not know.
     */
    public S3AsyncClient s3(AwsAccount account) {
        AwsAccountRegion awsAccountRegion = AwsAccountRegion.global(account);
        return build(S3AsyncClient.class, awsAccountRegion, () -> {
            S3AsyncClientBuilder builder = configure(
                    S3AsyncClient.builder(),
                    awsAccountRegion,
                    CallRate.UNLIMITED,
                    new UnknownLifecycleElementInterceptor(),
                    new NoExpectContinueInterceptor());
            return factory.forBucketsOfAnyRegion(builder).build();
        });
    }

    /** STS, which returns the account of our credentials. */
    public StsAsyncClient sts() {
        return client(
                StsAsyncClient.class,
                StsAsyncClient::builder,
                AwsAccountRegion.global(OWN_ACCOUNT),
                CallRate.UNLIMITED);
    }

    /**
     * Organizations, of which our account is the management account or a delegated administrator. The limit of ListAccounts is 8 a second
     * (quotas of AWS Organizations, 2026).
     */
    public OrganizationsAsyncClient organizations() {
        return client(
                OrganizationsAsyncClient.class,
                OrganizationsAsyncClient::builder,
                AwsAccountRegion.global(OWN_ACCOUNT),
                new CallRate(4, 4));
    }

    /**
     * The price list of all regions, whose limit is a bucket of 10, refilled by 5 a second (quotas of the AWS Price List Query API, 2026).
     */
    public PricingAsyncClient pricing() {
        return client(
                PricingAsyncClient.class,
                PricingAsyncClient::builder,
                AwsAccountRegion.global(OWN_ACCOUNT),
                new CallRate(5, 2));
    }

    @PreDestroy
    void close() {
        clients.values().forEach(SdkClient::close);
        factory.close();
        threads.close();
    }

    private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> B configure(
            B builder, AwsAccountRegion awsAccountRegion, CallRate rate, ExecutionInterceptor... interceptors) {
        RateLimitInterceptor pacing = new RateLimitInterceptor(apiRateLimiter, meter, awsAccountRegion, rate);
        AwsCredentialsProvider credentials = credentials(awsAccountRegion.account());
        return factory.configure(builder, awsAccountRegion.region(), credentials, override -> {
                    List.of(interceptors).forEach(override::addExecutionInterceptor);
                    override.addExecutionInterceptor(pacing)
                            .scheduledExecutorService(threads.timers())
                            // Distinguishes our calls in an account's CloudTrail.
                            .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "gleaner/collector");
                })
                .asyncConfiguration(async -> async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, threads.completing()));
    }

    private AwsCredentialsProvider credentials(AwsAccount account) {
        return account.role()
                .map(role -> factory.assumeRole(role.arn(), role.externalId()))
                .orElseGet(factory::ownCredentials);
    }

    private static AwsAccountRegion inOwnAccount(String region) {
        return new AwsAccountRegion(OWN_ACCOUNT, region);
    }

    private <C extends SdkClient> C build(Class<C> type, AwsAccountRegion awsAccountRegion, Supplier<C> maker) {
        return type.cast(clients.computeIfAbsent(new Key(type, awsAccountRegion), key -> maker.get()));
    }

    private record Key(Class<?> type, AwsAccountRegion realm) {}

    /** Threads of all clients: each client would start a dozen of its own, and there is one per region. */
    private static final class SharedThreads implements AutoCloseable {

        /** Used for retries only. */
        private static final int TIMERS = 2;

        private final ExecutorService completing = Executors.newCachedThreadPool(named("aws-answers-"));
        private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(TIMERS, named("aws-retries-"));

        /** Completes the futures of responses. */
        ExecutorService completing() {
            return completing;
        }

        /** Schedules retries and timeouts. */
        ScheduledExecutorService timers() {
            return timers;
        }

        private static ThreadFactory named(String prefix) {
            AtomicInteger count = new AtomicInteger();
            return work -> {
                Thread thread = new Thread(work, prefix + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            };
        }

        @Override
        public void close() {
            timers.shutdownNow();
            completing.shutdown();
        }
    }
}
