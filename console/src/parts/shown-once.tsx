import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';

interface ShownOnceProps {
  readonly title: string;
  /** What to do with it. */
  readonly text: string;
  readonly items: readonly { readonly label: string; readonly value: string | undefined }[];
  readonly onClose: () => void;
}

/** What was made with a secret that is not shown again. */
export const ShownOnce = ({ title, text, items, onClose }: ShownOnceProps) => (
  <Modal
    visible
    header={title}
    onDismiss={onClose}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="m">
      <Box>{text}</Box>
      <KeyValuePairs items={items.map(({ label, value }) => ({ label, value: <Box variant="code">{value}</Box> }))} />
    </SpaceBetween>
  </Modal>
);
