import { createKafkaPort } from '../../../../../functions/consumer/kafka/kafkajs/create-kafka-port.ts';
import { kafkaPortContract } from '../port-contract.ts';

kafkaPortContract('kafkajs', createKafkaPort);
