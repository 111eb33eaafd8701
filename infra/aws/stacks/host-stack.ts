import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SluiceFunction } from '../constructs/sluice-function.ts';
import { SluiceService } from '../constructs/sluice-service.ts';
import { WatchFunction } from '../constructs/watch-function.ts';
import { WatchService } from '../constructs/watch-service.ts';
import type { Settings } from '../settings/settings.ts';

/** The pipeline in one of its two forms, and who watches it. It can go and come: the lake is another stack. */
export class HostStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, props: StackProps) {
    super(scope, id, props);
    if (settings.host === 'service') {
      new WatchService(this, 'Watch', settings, new SluiceService(this, 'Sluice', settings));
    } else {
      new WatchFunction(this, 'Watch', settings, new SluiceFunction(this, 'Sluice', settings));
    }
  }
}
