import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Where Athena puts what queries come to; queries on the lake do not look there. */
export const resultsFolder = '_athena/';

/** The bucket of a lake. It stays when its stack goes: what is in it cannot be made again. */
export class LakeBucket extends Construct {
  readonly bucket: Bucket;

  /** @param batchSecs how long an object may be open: parts of one that is still being filled are left alone */
  constructor(scope: Construct, id: string, bucketName: string, batchSecs: number) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'sluice-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(2 + Math.ceil(batchSecs / 86_400)),
        },
        { id: 'athena-results', prefix: resultsFolder, expiration: Duration.days(30) },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Access logs of every PUT would be a second stream into S3; who wants them has CloudTrail data events.',
    });
  }
}
