package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.digest.DigestKeyProvider;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.training.TrainingHostLocator;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;

/** Produces separate sources for a bucket and a folder, which may both be configured. */
@Dependent
class TrailFileSourceProducer {

    @Singleton
    PolledSource bucket(
            CloudTrailConfig config,
            RateLimitedAwsClients aws,
            NetworkLocator networkLocator,
            TrainingHostLocator trainingHostLocator,
            DigestKeyProvider keys,
            SourceEnvironment environment) {
        return TrailFileSource.inBucket(config, aws, networkLocator, trainingHostLocator, keys, environment);
    }

    @Singleton
    PolledSource folder(
            CloudTrailConfig config,
            NetworkLocator networkLocator,
            TrainingHostLocator trainingHostLocator,
            DigestKeyProvider keys,
            SourceEnvironment environment) {
        return TrailFileSource.inFolder(config, networkLocator, trainingHostLocator, keys, environment);
    }
}
