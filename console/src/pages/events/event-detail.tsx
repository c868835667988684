import type { Event } from '@aws-sdk/client-cloudtrail';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import { Document } from '../../parts/document.tsx';
import { eventsOf } from '../../parts/events-link.ts';
import { useHref } from '../../shell/region.ts';

/** The whole record of an event, and an address that shows it alone. */
export function EventDetail({ event, onClose }: { event: Event; onClose: () => void }) {
  const href = useHref();
  return (
    <Modal
      visible
      size="large"
      header={event.EventName}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="link" href={href(eventsOf({ EventId: event.EventId! }))} onFollow={onClose}>
            Link to this event
          </Button>
        </Box>
      }
    >
      <Document label="Record of the event" text={event.CloudTrailEvent ?? ''} />
    </Modal>
  );
}
