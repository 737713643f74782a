package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import java.util.function.UnaryOperator;

/** S3 buckets. */
final class EstateBucketKind extends EstateKind<EstateBucket> {

    EstateBucketKind() {
        super("buckets", "a bucket", EstateBucket.class);
    }

    @Override
    public Arn arn(EstateBucket bucket, String name, UnaryOperator<String> id) {
        return Arn.bucket(bucket.name());
    }
}
